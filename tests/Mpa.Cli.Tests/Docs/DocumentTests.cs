using System.CommandLine;
using System.Text.RegularExpressions;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Docs;

/// <summary>What the README and the guides say is so.</summary>
public sealed class DocumentTests
{
    private static readonly string Text = Read("README.md");

    public static TheoryData<string> Commands =>
    [
        .. Blocks("sh")
            .SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("mpa ", StringComparison.Ordinal))
            .Select(line => line.Split('#')[0].Trim())
            .Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_parses_and_those_that_need_no_model_of_yours_run(string command)
    {
        using CliWorld world = new();
        string[] args = [.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(command).Skip(1)];

        Assert.Empty(Root(world).Parse(args).Errors);
        if (args[0] == "--help" || args is ["plan", "recipes/demo.yaml", ..])
        {
            Assert.Equal((0, ""), await RunAsync(args));
        }
    }

    [Fact]
    public void Some_commands_are_run() =>
        Assert.Contains("mpa plan recipes/demo.yaml", Commands.Select(row => row.Data));

    [Fact]
    public void The_tree_lists_what_is_there_and_all_of_it()
    {
        string[] listed =
        [
            .. Blocks("text")
                .First(block => block.StartsWith("mpa/", StringComparison.Ordinal))
                .Split('\n')
                .Skip(1)
                .SelectMany(Paths),
        ];
        string[] there = [.. Entries(""), .. Entries("src"), .. Entries("tests")];

        Assert.DoesNotContain(listed, path => !Path.Exists(Path.Combine(Repository.Root, path)));
        Assert.Empty(there.Except(listed));
    }

    [Fact]
    public void Every_exit_code_is_documented() =>
        Assert.All(ExitCode.All, code => Assert.Contains($"| {code.Code} | {code.Meaning} |", Text));

    [Fact]
    public void Every_command_is_documented()
    {
        using CliWorld world = new();

        Assert.All(Root(world).Subcommands, command => Assert.Contains($"mpa {command.Name}", Text));
    }

    [Fact]
    public void Every_command_of_the_serving_guide_parses()
    {
        using CliWorld world = new();
        string guide = Read(Path.Combine("docs", "guide", "serving.md"));
        string[] commands =
        [
            .. Regex.Matches(guide, "^mpa (.*)$", RegexOptions.Multiline)
                .Select(match => match.Groups[1].Value.TrimEnd()),
        ];

        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Empty(Root(world).Parse(command).Errors));
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        string[] documents =
        [
            "README.md", "CONTRIBUTING.md", "CHANGELOG.md",
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
        ];

        Assert.All(documents, document => Assert.Empty(DeadLinks(Path.Combine(Repository.Root, document))));
    }

    private static string Read(string document) =>
        File.ReadAllText(Path.Combine(Repository.Root, document)).ReplaceLineEndings("\n");

    private static RootCommand Root(CliWorld world) =>
        MpaApp.CreateRoot(new CommandContext(Terminal.OfProcess(), world.Workshop, "mpa"));

    private static IEnumerable<string> DeadLinks(string document) =>
        Regex.Matches(File.ReadAllText(document), @"\]\((?!https?:|#)([^)#]+)")
            .Select(match => match.Groups[1].Value)
            .Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, link)));

    private static IEnumerable<string> Blocks(string language) =>
        Regex.Matches(Text, $"```{language}\n(.*?)\n```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value);

    // "src/Mpa/        the method" names one path, "LICENSE, README.md   …" several.
    private static IEnumerable<string> Paths(string line) =>
        line.Trim().Split("  ", 2)[0].Split(", ").Select(path => path.TrimEnd('/'));

    private static IEnumerable<string> Entries(string folder)
    {
        string[] unlisted = [".git", ".vs", ".idea", "bin", "obj", "out", "TestResults", "artifacts"];
        return Directory.EnumerateFileSystemEntries(Path.Combine(Repository.Root, folder))
            .Select(entry => Path.GetRelativePath(Repository.Root, entry).Replace('\\', '/'))
            .Where(entry => !unlisted.Contains(Path.GetFileName(entry)));
    }

    private static async Task<(int Code, string Error)> RunAsync(string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Terminal terminal = new(output, error, Interactive: false, Color: false, 160, TimeProvider.System);
        using TemporaryFolder cache = new();
        Workshop here = ThisMachine.Open();
        MpaApp app = new(terminal, here with { Places = here.Places with { Cache = cache.Root } });
        return (await app.RunAsync(args), error.ToString());
    }
}
