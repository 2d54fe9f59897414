using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Recipes;

public sealed class RecipeBaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RecipeBaseTests() => _folder.Write("lower/base.yaml", "task: demo\nimages: charts\nteacher: t\nstudent: s\nlevel: { epochs: 3, rank: 4 }\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_of_the_base_hold_where_the_recipe_states_none_and_its_paths_start_from_its_own_folder()
    {
        Recipe recipe = Load("upper.yaml", "base: lower/base.yaml\nstudent: mine\nlevel: { rank: 8 }\n");

        Assert.Equal((3, 8), (recipe.Level.Epochs, recipe.Level.Rank));
        Assert.Equal((_folder.At("lower", "charts"), _folder.At("mine")), (recipe.Images, recipe.Student.Path));
    }

    [Fact]
    public void A_base_may_have_a_base_and_overrides_come_last()
    {
        _folder.Write("middle.yaml", "base: lower/base.yaml\nlevel: { rank: 8 }\n");
        string file = _folder.Write("upper.yaml", "base: middle.yaml\n");

        Assert.Equal((3, 8), (RecipeLoader.Load(file, [], mustExist: false).Level.Epochs, RecipeLoader.Load(file, [], mustExist: false).Level.Rank));
        Assert.Equal(9, RecipeLoader.Load(file, ["level.rank=9"], mustExist: false).Level.Rank);
    }

    [Theory]
    [InlineData("base: nowhere.yaml\n", "base: there is no")]
    [InlineData("base: [a, b]\n", "base must be the path of another recipe, not a list")]
    [InlineData("base: circle.yaml\n", "base leads back to")]
    public void A_base_that_cannot_be_is_told(string yaml, string told)
    {
        _folder.Write("circle.yaml", "base: other.yaml\n");
        _folder.Write("other.yaml", "base: circle.yaml\n");

        Assert.Contains(told, Assert.Throws<MpaException>(() => Load("upper.yaml", yaml)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_of_a_list_start_from_the_recipes_folder_and_must_exist()
    {
        Recipe recipe = Load("upper.yaml", "base: lower/base.yaml\nreuse: [out/a, /b]\n");

        Assert.Equal([_folder.At("out", "a"), "/b"], recipe.Reuse);
        Assert.Contains("reuse: there is no", Assert.Throws<MpaException>(() => RecipeLoader.Load(_folder.At("upper.yaml"), [])).Message, StringComparison.Ordinal);
    }

    private Recipe Load(string name, string yaml) => RecipeLoader.Load(_folder.Write(name, yaml), [], mustExist: false);
}
