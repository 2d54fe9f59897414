using Mpa.Cli.Recipes;
using Mpa.Leveling;
using Mpa.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Recipes;

public sealed class BundledRecipeTests
{
    public static IEnumerable<TheoryDataRow<string>> Files => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "recipes", "paper"), "*.yaml")
        .Select(file => new TheoryDataRow<string>(Path.GetRelativePath(Repository.Root, file)));

    [Fact]
    public void Every_recipe_of_the_repository_loads()
    {
        string[] recipes =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.yaml")
                .Where(file => !Path.GetFileName(file).StartsWith("pretrain-", StringComparison.Ordinal))
                .Where(file => !File.ReadAllText(file).Contains("\nvariants:", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(recipes);
        Assert.All(recipes, file => Assert.EndsWith(
            Path.GetFileNameWithoutExtension(file), RecipeLoader.Load(file, [], mustExist: false).Output));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recipe_of_the_paper_states_its_image_budget_and_rates_of_parts(string file)
    {
        Recipe recipe = RecipeLoader.Load(Path.Combine(Repository.Root, file), [], mustExist: false);

        LevelOptions level = recipe.Level;
        Assert.All(
            [recipe.Teacher.Folder!, recipe.Student.Folder!],
            model => Assert.Equal((128 * 28 * 28, 512 * 28 * 28), (model.MinPixels, model.MaxPixels)));
        Assert.Equal((1e-5, 1e-5, 2e-6), (level.LearningRate, level.ConnectorRate, level.VisionRate));
        Assert.Equal(Path.GetFileNameWithoutExtension(file), recipe.Task.Name);
    }
}
