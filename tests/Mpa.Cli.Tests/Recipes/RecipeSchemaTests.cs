using Mpa.Cli.Recipes;

namespace Mpa.Cli.Tests.Recipes;

public sealed class RecipeSchemaTests
{
    [Fact]
    public void Every_number_of_the_records_has_a_range() =>
        Assert.Empty(RecipeSchema.All().Where(key => (key.Type == typeof(int) || key.Type == typeof(double)) && !double.IsFinite(key.Rule.Min)).Select(key => key.Path));

    [Fact]
    public void Every_default_lies_in_its_range() =>
        Assert.Empty(RecipeSchema.All().Where(key => key.Default is int or double && !key.Rule.Allows(Convert.ToDouble(key.Default))).Select(key => key.Path));

    [Fact]
    public void Every_rule_is_for_a_key_that_exists() => Assert.Empty(RecipeRules.Keys.Except(RecipeSchema.All().Select(key => key.Path)));

    [Fact]
    public void Every_recipe_of_the_repository_loads()
    {
        string[] recipes = [.. Directory.GetFiles(Path.Combine(Mpa.Testing.Repository.Root, "recipes"), "*.yaml").Where(file => !Path.GetFileName(file).StartsWith("pretrain-", StringComparison.Ordinal) && !File.ReadAllText(file).Contains("\nvariants:", StringComparison.Ordinal))];

        Assert.NotEmpty(recipes);
        Assert.All(recipes, recipe => Assert.EndsWith(Path.GetFileNameWithoutExtension(recipe), RecipeLoader.Load(recipe, [], mustExist: false).Output));
    }
}
