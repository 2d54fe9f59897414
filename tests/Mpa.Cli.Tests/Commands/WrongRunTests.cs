namespace Mpa.Cli.Tests.Commands;

/// <summary>
/// A run folder's run.json is as strict as a recipe: what it was edited to is told, and nothing runs.
/// </summary>
public sealed class WrongRunTests
{
    [Theory]
    [InlineData("\"rank\": 16", "\"rank\": 0", "level.rank must be a whole number from 1 to 4096, not 0")]
    [InlineData(
        "\"accumulation\": 1",
        "\"accumulation\": 0",
        "level.accumulation must be a whole number from 1 to 4096, not 0")]
    [InlineData("\"topP\": 1", "\"topP\": 2", "annotate.topP must be a number from 0.01 to 1, not 2")]
    [InlineData("\"warmUp\": 0.03", "\"warmUp\": \"NaN\"", "level.warmUp must be a number from 0 to 1, not NaN")]
    [InlineData("\"agree\": 1", "\"agree\": 2", "identify.agree is 2, but must be from 1 to identify.samples, 1")]
    [InlineData(
        "\"dtype\": \"float32\"",
        "\"dtype\": \"float8\"",
        "teacher.dtype must be one of float32, bfloat16, int8, not \"float8\" — did you mean \"float32\"?\n" +
        "error: ROOT/run/run.json: " +
        "student.dtype must be one of float32, bfloat16, int8, not \"float8\" — did you mean \"float32\"?")]
    public async Task A_wrong_value_in_run_json_is_a_users_error(string written, string edited, string problem)
    {
        // Given
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe, "--until", "collect");
        string manifest = File.ReadAllText(world.Folder.Manifest);
        Assert.Contains(written, manifest);
        File.WriteAllText(world.Folder.Manifest, manifest.Replace(written, edited));

        // When
        CliResult[] results =
        [
            await world.RunAsync("level", world.Folder.Root),
            await world.RunAsync("plan", world.Folder.Root),
            await world.RunAsync("annotate", world.Folder.Root),
        ];

        // Then
        CliResult expected = new(2, "", $"error: ROOT/run/run.json: {problem}\n");
        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public async Task A_wrong_value_can_be_replaced_on_the_command_line()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe, "--until", "identify");
        string manifest = File.ReadAllText(world.Folder.Manifest);
        File.WriteAllText(world.Folder.Manifest, manifest.Replace("\"rank\": 16", "\"rank\": 0"));

        Assert.Equal(0, (await world.RunAsync("level", world.Folder.Root, "--set", "level.rank=8")).Code);
    }
}
