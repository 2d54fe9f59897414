using Mpa.Recipes;

namespace Mpa.Cli.Estimates;

/// <summary>The models of a recipe, each looked at once; null is a served model, a folder without weights, or no judge.</summary>
/// <param name="Teacher">Who annotates.</param>
/// <param name="Student">Who learns.</param>
/// <param name="Judge">Who judges the test's answers.</param>
internal sealed record KnownModels(KnownModel? Teacher, KnownModel? Student, KnownModel? Judge)
{
    /// <summary>Of a recipe.</summary>
    /// <exception cref="MpaException">A weight file is damaged.</exception>
    public static KnownModels Of(Recipe recipe) =>
        new(KnownModel.Of(recipe.Teacher), KnownModel.Of(recipe.Student), recipe.Judge is { } judge ? KnownModel.Of(judge.Model) : null);
}
