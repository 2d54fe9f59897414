using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Cli.Tests.Commands;

/// <summary>Data sets on the command line, and in runs.</summary>
public sealed class DataTests
{
    private const string Test = "data/demo/test";

    [Fact]
    public async Task The_demos_test_is_sound_and_shares_no_image_with_the_unlabeled_charts()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("data", "check", Test, "--against", "data/demo/unlabeled");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("0 of 400 images are in", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_gives_exit_code_2()
    {
        using CliWorld world = new();
        world.Write("rows.jsonl", """{"id":1,"image":"gone.png","question":"Q","answers":["A"]}""");

        CliResult result = await world.RunAsync(
            "data", "check", world.At("rows.jsonl"), "--images", world.At("images"));

        Assert.Equal(2, result.Code);
        Assert.Contains("1 × missing, first rows.jsonl:1: gone.png", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_is_converted_there_and_back_and_split()
    {
        using CliWorld world = new();

        CliResult there = await world.RunAsync("data", "convert", world.At("test"), world.At("out", "test.parquet"));
        CliResult back = await world.RunAsync(
            "data", "convert", world.At("out", "test.parquet"), world.At("out", "test"));
        CliResult split = await world.RunAsync(
            "data", "split", world.At("out", "test"), world.At("out", "parts"), "--train", "50");

        Assert.Equal((0, 0, 0), (there.Code, back.Code, split.Code));
        Assert.Contains("written   4 rows with 4 images to ROOT/out/test.parquet", there.Out, StringComparison.Ordinal);
        Assert.Contains(
            "train       2 rows on 2 images in ROOT/out/parts/train.jsonl", split.Out, StringComparison.Ordinal);
        Assert.Equal(4, TestSplit.Read(world.At("out", "test")).Questions.Count);
    }

    [Theory]
    [InlineData("--images nowhere", "there is no such folder")]
    [InlineData("--format chart", "there is no format \"chart\"")]
    public async Task A_wrong_option_is_an_error_that_names_it(string option, string expected)
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync(["data", "check", Test, .. option.Split(' ')]);

        Assert.Equal(2, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelled_command_below_data_is_told_the_nearest()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("data", "chek", Test);

        Assert.Equal(2, result.Code);
        Assert.Contains("mpa data --help", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_takes_its_images_and_its_test_from_Parquet_and_gives_what_the_folders_give()
    {
        using CliWorld world = new() { ReadsData = true };
        await world.RunAsync("run", world.Recipe);
        string expected = File.ReadAllText(world.Folder.Scores(Examinee.Teacher));
        string parquet = world.At("test.parquet");
        string images = world.At("images.parquet");
        await world.RunAsync("data", "convert", world.At("test"), parquet);
        await world.RunAsync("data", "convert", world.At("images"), images);

        string[] settings = ["--set", $"evaluate.questions={parquet}", "--set", $"output={world.At("run-2")}"];
        CliResult plan = await world.RunAsync(["plan", world.Recipe, .. settings]);
        CliResult run = await world.RunAsync(["run", world.Recipe, .. settings, "--set", $"images={images}"]);

        Assert.Equal((0, 0), (plan.Code, run.Code));
        RunFolder second = new(world.At("run-2"));
        Assert.Equal(6, JsonLines.Read<ImageItem>(second.Images).Count);
        Assert.Equal(Values(expected), Values(File.ReadAllText(second.Scores(Examinee.Teacher))));
        Assert.True(Directory.Exists(second.TestFiles));
    }

    [Fact]
    public async Task A_run_that_goes_back_to_folders_leaves_nothing_of_the_files_before()
    {
        using CliWorld world = new() { ReadsData = true };
        string parquet = world.At("test.parquet");
        string images = world.At("images.parquet");
        await world.RunAsync("data", "convert", world.At("test"), parquet);
        await world.RunAsync("data", "convert", world.At("images"), images);
        await world.RunAsync(
            "run", world.Recipe, "--set", $"evaluate.questions={parquet}", "--set", $"images={images}");
        Assert.True(Directory.Exists(world.Folder.ImageStore));

        CliResult again = await world.RunAsync("run", world.Recipe);

        Assert.Equal(0, again.Code);
        Assert.False(Directory.Exists(world.Folder.ImageStore));
        Assert.False(Directory.Exists(world.Folder.TestStore));
    }

    private static IEnumerable<double> Values(string scores) =>
        scores
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select((line, i) => JsonLines.Parse<Score>(line, "scores", i + 1).Value);
}
