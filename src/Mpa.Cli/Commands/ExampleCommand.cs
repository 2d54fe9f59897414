using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mpa.Cli.Commands;

/// <summary>A command whose help ends with an example.</summary>
/// <param name="name">As typed.</param>
/// <param name="description">One sentence.</param>
/// <param name="example">One or more command lines.</param>
internal sealed class ExampleCommand(string name, string description, params string[] example)
    : Command(name, description)
{
    /// <summary>Command lines that work as they stand, in the repository.</summary>
    public IReadOnlyList<string> Example { get; } = example;
}

/// <summary>The help of the library, followed by an example, or by the exit codes for the program as a whole.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new() { MaxWidth = 110 };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is ExampleCommand command)
        {
            WriteSection(output, "Example:", command.Example);
        }
        else
        {
            WriteSection(output, "Exit codes:", ExitCode.All.Select(code => $"{code.Code,-4} {code.Meaning}"));
            WriteSection(output, "Begin with:", ["mpa demo"]);
        }

        return ExitCode.Done;
    }

    private static void WriteSection(TextWriter output, string title, IEnumerable<string> lines)
    {
        output.WriteLine(title);
        foreach (string line in lines)
        {
            output.WriteLine($"  {line}");
        }

        output.WriteLine();
    }
}
