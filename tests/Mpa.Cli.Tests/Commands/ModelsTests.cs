using System.Text.RegularExpressions;
using Mpa.Hub;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

public sealed class ModelsTests
{
    private static readonly string Student = Path.Combine(Repository.Root, "models", "demo-student");

    [Fact]
    public async Task Every_model_is_listed_and_what_is_wrong_with_it()
    {
        using CliWorld world = new();
        Copy(world, "home/a-good");
        Copy(world, "home/b-no-tokenizer");
        File.Delete(world.At("home", "b-no-tokenizer", "tokenizer.json"));
        Copy(world, "home/c-other-family");
        world.Write("home/c-other-family/config.json", """{"model_type":"mllama"}""");
        Copy(world, "home/d-cut-off");
        world.Write("home/d-cut-off/model.safetensors", "cut");
        world.Write("home/e-pickled/config.json", """{"model_type":"smolvlm"}""");
        world.Write("home/f-broken-config/config.json", "{");
        string part = Directory.CreateDirectory(world.At("home", "acme--tiny@v1.part")).FullName;
        Pulled("v1", license: null).Write(part);
        world.Write("home/notes/readme.txt", "no model");

        CliResult result = await world.RunAsync("models");

        Assert.Equal((0, ""), (result.Code, result.Error));
        // Columns are as wide as the test's folder is long.
        Snapshot.Match(Regex.Replace(result.Out, "(?<=[^ \n])  +", "  "), "home");
    }

    [Theory]
    [InlineData(23_000_000, "yes", "full, lora", "")]
    [InlineData(
        12_500_000,
        "in bfloat16",
        "no",
        "needs 22 MB in float32, in which a student trains, and 13 MB of memory are usable here")]
    [InlineData(9_000_000, "no", "no", "needs 11 MB even in bfloat16, and 9 MB of memory are usable here")]
    public async Task What_a_model_can_be_follows_from_the_memory(
        long memory, string teacher, string student, string reason)
    {
        using CliWorld world = new() { UsableMemory = memory };

        string[] lines = (await world.RunAsync("models", Student)).Out.TrimEnd().Split('\n');

        Assert.EndsWith($"BF16   {teacher.PadRight(Math.Max(teacher.Length, 7))}  {student}", lines[1]);
        Assert.Equal(reason, lines.Length > 2 ? lines[2].Trim() : "");
    }

    [Fact]
    public async Task Without_a_model_the_way_to_one_is_told()
    {
        using CliWorld world = new();

        const string Way =
            "there is no model in ROOT/home; mpa pull owner/name gets one, and mpa models FOLDER looks elsewhere\n";
        Assert.Equal(new CliResult(0, Way, ""), await world.RunAsync("models"));
    }

    [Fact]
    public async Task Inspect_prints_configuration_parts_and_memory()
    {
        using CliWorld world = new();
        Copy(world, "home/acme--tiny");
        HubFile file = new("config.json", 1, new ContentHash(ContentHashKind.GitSha1, new string('b', 40)));
        Pulled("main", "apache-2.0", file).Write(world.At("home", "acme--tiny"));

        CliResult result = await world.RunAsync("inspect", "acme/tiny");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Snapshot.Match(result.Out, "inspect");
    }

    [Fact]
    public async Task Inspect_with_check_ends_with_what_differs()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("inspect", Student, "--check");

        Assert.Equal((2, "error: the tensors differ\n"), (result.Code, result.Error));
        Assert.Contains("parameters  767,616", result.Out);
    }

    [Fact]
    public async Task Inspect_of_an_adapter_tells_its_base_rank_and_targets()
    {
        using CliWorld world = new();
        Copy(world, "tuned", Repository.Golden("models/smolvlm-tiny/lora"));

        CliResult result = await world.RunAsync("inspect", world.At("tuned"));

        Assert.Equal((0, ""), (result.Code, result.Error));
        Snapshot.Match(result.Out, "adapter");
    }

    [Fact]
    public async Task Inspect_refuses_an_adapter_in_the_words_of_whoever_loads_it()
    {
        using CliWorld world = new();
        Copy(world, "tuned", Repository.Golden("models/smolvlm-tiny/lora"));
        world.Write("tuned/adapter_config.json", """{"peft_type": "LORA", "init_lora_weights": "loftq"}""");

        CliResult result = await world.RunAsync("inspect", world.At("tuned"));

        Assert.Equal(2, result.Code);
        Assert.StartsWith("error: ROOT/tuned/adapter_config.json: \"init_lora_weights\" is loftq;", result.Error);
    }

    private static PullRecord Pulled(string revision, string? license, params HubFile[] files) => new(
        Repository: "acme/tiny",
        Revision: revision,
        Commit: new string('a', 40),
        Endpoint: "https://hub",
        License: license,
        PulledAt: default,
        Files: files);

    private static void Copy(CliWorld world, string name, string? model = null)
    {
        string folder = Directory.CreateDirectory(world.At(name)).FullName;
        foreach (string file in Directory.GetFiles(model ?? Student))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }
}
