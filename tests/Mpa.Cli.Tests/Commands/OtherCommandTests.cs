namespace Mpa.Cli.Tests.Commands;

public sealed class OtherCommandTests
{
    [Fact]
    public async Task Report_writes_it_anew_and_says_where()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);
        File.Delete(world.Folder.ReportJson);

        CliResult result = await world.RunAsync("report", world.Folder.Root);

        Assert.Equal(new CliResult(0, "report  ROOT/run/6-report.html\n", ""), result);
        Assert.True(File.Exists(world.Folder.ReportJson));
    }

    [Fact]
    public async Task Report_of_annotations_alone_is_written_into_the_folder_asked_for()
    {
        using CliWorld world = new();
        world.Write("pairs.json", """[{"question": "What?", "answer": "red", "image": "0.png"}]""");

        string about = world.At("about");
        string[] files = ["--annotations", world.At("pairs.json"), "--images", world.At("images")];
        CliResult result = await world.RunAsync(["report", .. files, "--output", about]);

        Assert.Equal(new CliResult(0, "report  ROOT/about/annotations.html\n", ""), result);
        Assert.Equal(
            ["annotations.html", "annotations.json", "annotations.md"],
            Directory.GetFiles(about).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("name a run folder, or --annotations FILE")]
    [InlineData("name a run folder or --annotations FILE, not both", "run", "--annotations", "pairs.json")]
    [InlineData(
        "--images goes with --annotations; the report of a run shows its own", "run", "--images", "x")]
    [InlineData("--images nowhere: there is no such folder", "--annotations", "pairs.json", "--images", "nowhere")]
    public async Task Report_tells_what_does_not_go_together(string message, params string[] arguments)
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync(["report", .. arguments]);

        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_tells_of_the_machine_and_the_engine()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("doctor");

        string[] names =
        [
            "mpa", ".NET", "system", "processor", "instructions", "memory",
            "libtorch", "GEMM", "GEMM", "weights", "kept", "All", "",
        ];
        Assert.Equal(names, result.Out.Split('\n').Select(line => line.Split(' ')[0]));
        Assert.Contains("of the test", result.Out);
        Assert.Contains(
            "GEMM fp32      180 GFLOPS\n" +
            "GEMM bf16      320 GFLOPS\n" +
            "weights read   28.0 GB/s, one row at a time\n" +
            "kept in        ROOT/cache/machine.json, for mpa plan\n",
            result.Out);
    }

    [Theory]
    [InlineData(320e9, "GEMM bf16      320 GFLOPS\n")]
    [InlineData(
        2e9,
        "GEMM bf16      2 GFLOPS; no fast bfloat16 here: answer in float32, or in bfloat16 to save memory\n")]
    public async Task Doctor_tells_what_it_measures_and_where_bfloat16_is_slow(double flops, string expected)
    {
        using CliWorld world = new() { Speed = new(180e9, flops, 28e9) };

        CliResult result = await world.RunAsync("doctor");

        Assert.Equal("measuring the speed of the test …\n", result.Error);
        Assert.Contains(expected, result.Out);
    }

    [Fact]
    public async Task A_doctor_who_cannot_write_says_so_and_finds_the_machine_sound()
    {
        using CliWorld world = new();
        world.Write("cache", "a file where the folder would be");

        CliResult result = await world.RunAsync("doctor");

        Assert.Equal(0, result.Code);
        Assert.Contains("kept in        no file, so mpa plan will guess: ", result.Out);
    }

    [Fact]
    public async Task Pretrain_gets_the_full_path_of_its_recipe()
    {
        using CliWorld world = new();

        Assert.Equal(new CliResult(0, "pretrained my.yaml\n", ""), await world.RunAsync("pretrain", world.Recipe));
    }

    [Fact]
    public async Task Overrides_reach_a_run_folder_too()
    {
        using CliWorld world = new();
        await world.RunAsync("run", world.Recipe);

        CliResult result = await world.RunAsync("level", world.Folder.Root, "--set", "level.epochs=7");

        Assert.Equal(0, result.Code);
        Assert.Equal(7, Mpa.Runs.ManifestStore.Read(world.Folder)!.Recipe.Level.Epochs);
    }
}
