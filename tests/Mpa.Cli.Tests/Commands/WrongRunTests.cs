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
        Edit(world, written, edited);
        await world.RunAsync("mend", world.Folder.Root, "--accept");

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
        Edit(world, "\"rank\": 16", "\"rank\": 0");
        await world.RunAsync("mend", world.Folder.Root, "--accept");

        Assert.Equal(0, (await world.RunAsync("level", world.Folder.Root, "--set", "level.rank=8")).Code);
    }

    [Fact]
    public async Task An_edited_run_json_is_believed_by_no_command_until_it_is_accepted()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);
        Edit(world, "\"images\": 6", "\"images\": 7");
        string run = world.Folder.Root;

        CliResult[] results =
        [
            await world.RunAsync("run", world.Recipe),
            await world.RunAsync("plan", run),
            await world.RunAsync("report", run),
        ];

        Assert.All(results, result => Assert.Equal(2, result.Code));
        Assert.All(results, result => Assert.StartsWith(
            "error: ROOT/run/run.json was changed or damaged since mpa wrote it", result.Error));
        Assert.Equal(
            new CliResult(0, $"run.json: taken as it is now\nnext    mpa run ROOT/run\n", ""),
            await world.RunAsync("mend", run, "--accept"));
        Assert.Equal(0, (await world.RunAsync("report", run)).Code);
    }

    [Fact]
    public async Task An_edited_run_json_that_is_set_aside_is_made_anew_from_the_rows()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);
        Edit(world, "\"images\": 6", "\"images\": 7");
        int asked = world.Prompts.Count;

        CliResult mended = await world.RunAsync("mend", world.Folder.Root);
        CliResult again = await world.RunAsync("run", world.Recipe);

        Assert.Equal(
            "run.json: set aside in kept/changed\n" +
            "next    mpa run and the recipe; finished rows are kept and not asked again\n",
            mended.Out);
        Assert.Equal((0, asked), (again.Code, world.Prompts.Count));
        Assert.Equal(0, (await world.RunAsync("report", world.Folder.Root)).Code);
    }

    [Fact]
    public async Task The_report_of_a_run_that_may_only_be_read_goes_elsewhere()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);

        CliResult written = await world.RunAsync("report", world.Folder.Root, "--output", world.At("elsewhere"));

        Assert.Equal(new CliResult(0, "report  ROOT/elsewhere/6-report.html\n", ""), written);
        Assert.Equal(
            ["6-report.html", "6-report.json", "6-report.md"],
            Directory.GetFiles(world.At("elsewhere")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_report_that_may_not_be_written_is_the_users_to_mend()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/sys is Linux's: not even root may write there");
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);

        CliResult refused = await world.RunAsync("report", world.Folder.Root, "--output", "/sys/mpa");

        Assert.Equal(2, refused.Code);
        Assert.StartsWith("error: /sys/mpa can't be written to: ", refused.Error);
        Assert.Contains("mpa report ROOT/run --output FOLDER", refused.Error);
    }

    private static void Edit(CliWorld world, string written, string edited)
    {
        string manifest = File.ReadAllText(world.Folder.Manifest);
        Assert.Contains(written, manifest);
        File.WriteAllText(world.Folder.Manifest, manifest.Replace(written, edited));
    }
}
