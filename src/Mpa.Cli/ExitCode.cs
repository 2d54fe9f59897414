using System.Runtime.InteropServices;

namespace Mpa.Cli;

/// <summary>What the program's exit code tells.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A failure on the way; the run is kept and can go on.</summary>
    public const int Failed = 1;

    /// <summary>A wrong command, recipe or file.</summary>
    public const int UserError = 2;

    /// <summary>The run is done, and the leveled student scored less than --min-score.</summary>
    public const int BelowScore = 3;

    /// <summary>A bug in mpa (EX_SOFTWARE of sysexits.h).</summary>
    public const int Bug = 70;

    /// <summary>Stopped by Ctrl-C (128 + SIGINT); the run is kept and can go on.</summary>
    public const int Stopped = 130;

    /// <summary>The codes with their meaning, as help and README tell them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "done"),
        (Failed, "a failure on the way (disk full, out of memory …); the run is kept, the same command goes on"),
        (UserError, "a wrong command, recipe or file; the message names the value and the next step"),
        (BelowScore, "done, but the leveled student scores less than --min-score asks for"),
        (Bug, "a bug in mpa; the stack trace says where"),
        (Stopped, "stopped by Ctrl-C after the batch under way; the same command goes on"),
    ];
}

/// <summary>Tells the person what went wrong and what to do next.</summary>
internal static class Failure
{
    /// <summary>Writes the message and returns the exit code.</summary>
    public static int Tell(Exception exception, CommandContext context)
    {
        TextWriter error = context.Terminal.Error;
        switch (Cause(exception))
        {
            case OperationCanceledException:
                error.WriteLine($"stopped; what was done is kept. Go on with: {context.Typed}");
                return ExitCode.Stopped;
            case MpaException user:
                error.WriteLine(Lines("error: ", user.Message));
                return ExitCode.UserError;
            case IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException
                or OutOfMemoryException or ExternalException:
                error.WriteLine(
                    $"{Lines("failed: ", Cause(exception).Message)}\n"
                        + $"What was done is kept. When the cause is mended, go on with: {context.Typed}");
                return ExitCode.Failed;
            default:
                error.WriteLine(
                    $"{exception}\n\n"
                        + "This is a bug in mpa. Please report it (CONTRIBUTING.md says how) with the lines above, "
                        + $"the command\n  {context.Typed}\nand what `mpa doctor` prints.");
                return ExitCode.Bug;
        }
    }

    private static Exception Cause(Exception exception) =>
        exception is AggregateException { InnerExceptions.Count: 1 } aggregate
            ? Cause(aggregate.InnerException!)
            : exception;

    // Indented lines go on with the line before them.
    private static string Lines(string prefix, string message)
    {
        string indent = new(' ', prefix.Length);
        string[] lines = message.ReplaceLineEndings("\n").Split('\n');
        return string.Join('\n', lines.Select(line => line.StartsWith(' ') ? indent + line : prefix + line));
    }
}
