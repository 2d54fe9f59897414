using System.CommandLine;
using Mpa.Cli.Commands;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Names => [.. Commands().Select(command => command.Path)];

    [Fact]
    public async Task The_programs_help_lists_commands_and_exit_codes()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("--help");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Snapshot.Match(result.Out, "mpa");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_commands_help_ends_with_an_example(string name)
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync([.. name.Split(' '), "--help"]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Snapshot.Match(result.Out, name.Replace(' ', '-'));
    }

    [Fact]
    public void Every_example_is_a_command_line_that_parses()
    {
        RootCommand root = Root();

        Assert.All(
            Commands().SelectMany(command => command.Command.Example),
            example => Assert.Empty(root.Parse(example["mpa ".Length..]).Errors));
    }

    [Fact]
    public async Task Without_arguments_the_help_is_shown()
    {
        using CliWorld world = new();

        Assert.Equal(await world.RunAsync("--help"), await world.RunAsync());
    }

    // Those below "data" and the like too.
    private static IEnumerable<(string Path, ExampleCommand Command)> Commands() =>
        Root().Subcommands.Cast<ExampleCommand>().SelectMany(command => command.Subcommands
            .Cast<ExampleCommand>()
            .Select(below => ($"{command.Name} {below.Name}", below))
            .Prepend((command.Name, command)));

    private static RootCommand Root()
    {
        using CliWorld world = new();
        return MpaApp.CreateRoot(new CommandContext(Terminal.OfProcess(), world.Workshop, "mpa"));
    }
}
