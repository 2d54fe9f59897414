using Mpa.Files;
using Mpa.Recipes;
using Mpa.Rounds;
using Mpa.Runs;

namespace Mpa.Tests.Runs;

/// <summary>A run folder is where it is, whatever its run.json says.</summary>
public sealed class MovedRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stage_of_a_copy_touches_the_copy_alone()
    {
        using World world = new();
        await world.RunAsync(cancellation: Token);
        RunFolder original = world.Run;
        Dictionary<string, string> before = Files(original.Root);
        RunFolder copy = new(world.At("elsewhere", "copy"));
        Copy(original.Root, copy.Root);

        Recipe recipe = ManifestStore.Read(copy)!.Recipe;
        world.Recipe = recipe with { Level = recipe.Level with { Epochs = 5 } };
        await world.RunAsync(cancellation: Token);

        Assert.Equal(copy.Root, recipe.Output);
        Assert.Equal(before, Files(original.Root));
        Assert.NotEqual(
            File.ReadAllText(Path.Combine(original.Leveled, "learned.txt")),
            File.ReadAllText(Path.Combine(copy.Leveled, "learned.txt")));
    }

    [Fact]
    public async Task A_later_round_of_a_copy_trains_the_copys_student()
    {
        using World world = new();
        world.Recipe = world.Recipe with { Rounds = new RoundsOptions { Most = 2, MinKept = 1, HoldOut = 0.4 } };
        await new RoundRunner(world.Parts, (recipe, until) =>
            new Pipeline(world.Parts).RunAsync(recipe, until: until, cancellation: Token))
            .RunAsync(world.Recipe, Token);
        RunFolder copy = new(world.At("copy"));
        Copy(world.Run.Root, copy.Root);

        Recipe round = ManifestStore.Read(copy.Round(2))!.Recipe;

        Assert.Equal(copy.Round(2).Root, round.Output);
        Assert.Equal(copy.Leveled, round.Student.Path);
        Assert.Equal([copy.Root], round.Reuse);
        Assert.Equal(world.Recipe.Images, round.Images);
    }

    [Theory]
    [InlineData("""{"recipe": {"output": "\ud800"}}""")]
    [InlineData("""{"recipe": {"task": "demo"}, "recipe": {}}""")]
    [InlineData("""[{"recipe": 3}]""")]
    [InlineData("{\"recipe\": ")]
    public void A_damaged_manifest_is_an_error_with_a_way_out(string text)
    {
        using World world = new();
        world.Write("run/run.json", text);

        MpaException error = Assert.Throws<MpaException>(() => ManifestStore.Read(world.Run));

        Assert.StartsWith(world.Run.Manifest, error.Message);
        Assert.Contains("Delete it and run again", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Files(string root) => Directory
        .GetFiles(root, "*", SearchOption.AllDirectories)
        .ToDictionary(file => file, FileDigest.Of);

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
