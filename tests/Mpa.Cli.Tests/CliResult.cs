namespace Mpa.Cli.Tests;

/// <summary>What a command line left behind.</summary>
internal sealed record CliResult(int Code, string Out, string Error)
{
    public string LastLine => Out.TrimEnd().Split('\n')[^1];
}
