using Mpa.Recipes;
using Mpa.Tasks;

namespace Mpa.Tests.Recipes;

/// <summary>What the attributes of the options say, over every key that a recipe may hold.</summary>
public sealed class RecipeSchemaTests
{
    public static TheoryData<RecipeKey> Keys => [.. RecipeSchema.All()];

    [Theory]
    [MemberData(nameof(Keys), DisableDiscoveryEnumeration = true)]
    public void Every_key_has_a_rule_that_fits_its_type_or_a_reason_to_have_none(RecipeKey key)
    {
        OptionRule rule = key.Rule;
        bool isNumber = key.Type == typeof(int) || key.Type == typeof(double);
        bool isText = !isNumber && !key.IsModel && !key.IsSection && !key.IsTask && key.Type != typeof(bool);

        bool ranged = double.IsFinite(rule.Min);
        bool worded = rule is { Choices: not null } or { IsRead: true } or { IsWritten: true } or { IsAddress: true };
        bool any = rule.AnyReason is not null;

        Assert.Equal((isNumber, isText), (ranged || (any && isNumber), worded || (any && isText)));
        Assert.False(any && (ranged || worded), $"{key.Path} has a rule and a reason to have none");
        Assert.NotEqual("", rule.AnyReason);
    }

    [Theory]
    [MemberData(nameof(Keys), DisableDiscoveryEnumeration = true)]
    public void Every_default_keeps_its_rule(RecipeKey key) =>
        Assert.Null(key.Default is null ? null : key.Offense(key.Default));

    [Theory]
    [MemberData(nameof(Keys), DisableDiscoveryEnumeration = true)]
    public void A_number_that_is_not_finite_breaks_every_rule(RecipeKey key) => Assert.All(
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity],
        number => Assert.NotNull(key.Offense(number)));

    [Fact]
    public void Choices_are_those_that_the_program_knows()
    {
        Dictionary<string, IReadOnlyList<string>?> choices =
            RecipeSchema.All().DistinctBy(key => key.Path).ToDictionary(key => key.Path, key => key.Rule.Choices);

        Assert.Equal(["float32", "bfloat16", "int8"], choices["model.dtype"]);
        Assert.Equal(AnswerForm.Names, choices["task.answer.form"]);
        Assert.Contains("anls", choices["identify.matcher"]!);
        Assert.Equal(choices["identify.matcher"], choices["evaluate.also"]);
        Assert.Equal("parity", choices["level.select"]![0]);
    }
}
