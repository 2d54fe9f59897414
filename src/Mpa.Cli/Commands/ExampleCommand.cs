using System.CommandLine;

namespace Mpa.Cli.Commands;

/// <summary>A command whose help ends with an example.</summary>
/// <param name="name">As typed.</param>
/// <param name="description">One sentence.</param>
/// <param name="example">One or more command lines.</param>
internal sealed class ExampleCommand(string name, string description, params string[] example) : Command(name, description)
{
    /// <summary>Command lines that work as they stand, in the repository.</summary>
    public IReadOnlyList<string> Example { get; } = example;
}
