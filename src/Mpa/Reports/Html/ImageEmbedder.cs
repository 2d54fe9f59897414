using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Recipes;

namespace Mpa.Reports.Html;

/// <summary>Finds a run's images for its page.</summary>
/// <param name="recipe">Says where the images lie.</param>
/// <param name="thumbnail">Makes a small image of a large one; null leaves large ones out.</param>
internal sealed class ImageEmbedder(Recipe recipe, Func<string, byte[]?>? thumbnail)
{
    /// <summary>The data URL of one of the run's images; null when it can't be shown.</summary>
    public string? OfRun(string relative) => DataUrl.Of(Path.Combine(ImageFiles.RootOf(recipe), relative), thumbnail);

    /// <summary>The data URL of one of the test's images; null when it can't be shown.</summary>
    public string? OfTest(string relative) => recipe.Evaluate is null ? null : DataUrl.Of(Path.Combine(TestSplit.RootOf(recipe), relative), thumbnail);
}
