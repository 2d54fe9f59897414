using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Recipes;

public sealed class BundledRecipeTests
{
    public static IEnumerable<TheoryDataRow<string>> Files => Directory.EnumerateFiles(Path.Combine(Repository.Root, "recipes", "paper"), "*.yaml")
        .Select(file => new TheoryDataRow<string>(Path.GetRelativePath(Repository.Root, file)));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recipe_of_the_paper_states_its_image_budget_and_rates_of_parts(string file)
    {
        Recipe recipe = RecipeLoader.Load(Path.Combine(Repository.Root, file), [], mustExist: false);

        Assert.All([recipe.Teacher.Folder!, recipe.Student.Folder!], model => Assert.Equal((128 * 28 * 28, 512 * 28 * 28), (model.MinPixels, model.MaxPixels)));
        Assert.Equal((1e-5, 1e-5, 2e-6), (recipe.Level.LearningRate, recipe.Level.ConnectorRate, recipe.Level.VisionRate));
        Assert.Equal(Path.GetFileNameWithoutExtension(file), recipe.Task);
    }
}
