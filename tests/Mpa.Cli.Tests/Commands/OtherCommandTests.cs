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
    public async Task Doctor_tells_of_the_machine_and_the_engine()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("doctor");

        string[] names = [.. result.Out.Split('\n').Select(line => line.Split(' ')[0])];
        Assert.Equal(["mpa", ".NET", "system", "processor", "instructions", "memory", "libtorch", "All", ""], names);
        Assert.Contains("of the test", result.Out);
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
