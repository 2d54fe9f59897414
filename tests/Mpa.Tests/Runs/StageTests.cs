using System.Text.Json;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;

namespace Mpa.Tests.Runs;

/// <summary>The laws of the list of stages, which hold for a new stage too.</summary>
public sealed class StageTests
{
    private static readonly RunFolder Folder = new("/run");

    private static readonly Recipe WithTest = new()
    {
        Task = VqaTask.Named("demo"),
        Images = "/images",
        Teacher = ModelReference.Of("/models/teacher"),
        Student = ModelReference.Of("/models/student"),
        Output = Folder.Root,
        Evaluate = new() { Questions = "/test" },
    };

    private static readonly Recipe WithoutTest = WithTest with { Evaluate = null };

    [Fact]
    public void Numbers_rise_in_the_order_of_the_list() =>
        Assert.All(
            Stage.All.Zip(Stage.All.Skip(1)),
            pair => Assert.True(pair.First < pair.Second, $"{pair.First} stands before {pair.Second}"));

    [Fact]
    public void A_name_belongs_to_one_stage_which_is_found_by_it()
    {
        Assert.Distinct(Stage.All.Select(stage => stage.Name));
        Assert.All(Stage.All, stage => Assert.Same(stage, Stage.Named(stage.Name)));
        Assert.Null(Stage.Named("dream"));
    }

    [Fact]
    public void A_stage_stands_in_JSON_by_its_name_as_a_value_and_as_a_key()
    {
        Dictionary<Stage, int> numbers = Stage.All.ToDictionary(stage => stage, stage => stage.Number);

        Assert.Equal("\"annotate\"", JsonSerializer.Serialize(Stage.Annotate, MpaJson.Line));
        Assert.All(Stage.All, stage => Assert.Same(stage, ThroughJson(stage)));
        Assert.Equal(numbers, ThroughJson(numbers));
    }

    [Theory]
    [InlineData("\"dream\"")]
    [InlineData("\"Annotate\"")]
    [InlineData("\"\"")]
    [InlineData("1")]
    public void What_names_no_stage_is_no_value(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Stage>(json, MpaJson.Line));

    [Fact]
    public void What_names_no_stage_is_no_key() =>
        Assert.Throws<JsonException>(
            () => JsonSerializer.Deserialize<Dictionary<Stage, int>>("""{"dream":1}""", MpaJson.Line));

    [Fact]
    public void Each_stage_is_followed_by_the_next_of_the_list_and_the_last_by_none() =>
        Assert.Equal([.. Stage.All.Skip(1), null], Stage.All.Select(stage => stage.Next(WithTest)));

    [Fact]
    public void Without_a_test_no_stage_is_followed_by_evaluate()
    {
        Assert.Equal(Stage.Report, Stage.Level.Next(WithoutTest));
        Assert.DoesNotContain(Stage.Evaluate, Stage.All.Select(stage => stage.Next(WithoutTest)));
        Assert.Null(Stage.Last.Next(WithoutTest));
    }

    [Fact]
    public void No_file_or_folder_is_written_by_two_stages()
    {
        Assert.Distinct(Stage.All.SelectMany(stage => stage.Files(Folder)));
        Assert.Equal([Stage.Collect], WritersOf(Folder.Images));
        Assert.Equal([Stage.Annotate], WritersOf(Folder.Annotations));
        Assert.Equal([Stage.Identify], WritersOf(Folder.Parity));
        Assert.Equal([Stage.Level], WritersOf(Folder.Training));
        Assert.Equal([Stage.Level], WritersOf(Folder.Leveled));
        Assert.All(Examinee.All, who => Assert.Equal([Stage.Evaluate], WritersOf(Folder.Scores(who))));
        Assert.Equal([Stage.Report], WritersOf(Folder.Report));
    }

    private static T ThroughJson<T>(T value) =>
        JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, MpaJson.Line), MpaJson.Line)!;

    private static IEnumerable<Stage> WritersOf(string path) =>
        Stage.All.Where(stage => stage.Files(Folder).Contains(path));
}
