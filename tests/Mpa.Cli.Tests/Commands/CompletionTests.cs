namespace Mpa.Cli.Tests.Commands;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("mpa pl", "plan")]
    [InlineData("mpa plan --res", "--resolved")]
    [InlineData("mpa completion z", "zsh")]
    public async Task A_shells_script_is_told_what_may_stand_there(string line, string expected)
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync($"[suggest:{line.Length}]", line);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(expected, result.Out.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _mpa_complete mpa\n")]
    [InlineData("zsh", "compdef _mpa_complete mpa\n")]
    [InlineData("powershell", "-CommandName mpa")]
    public async Task Each_shell_has_a_script(string shell, string expected)
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("completion", shell);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(expected, result.Out, StringComparison.Ordinal);
    }
}
