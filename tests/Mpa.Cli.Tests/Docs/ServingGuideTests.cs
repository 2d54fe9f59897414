using System.Text.RegularExpressions;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Docs;

public sealed class ServingGuideTests
{
    [Fact]
    public void Every_command_of_the_guide_parses()
    {
        using CliWorld world = new();
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", "serving.md"));
        string[] commands = [.. Regex.Matches(text, "^mpa (.*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value.TrimEnd())];

        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Empty(MpaApp.CreateRoot(new CommandContext(Terminal.OfProcess(), world.Workshop, command)).Parse(command).Errors));
    }
}
