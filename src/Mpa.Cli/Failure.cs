using System.Runtime.InteropServices;

namespace Mpa.Cli;

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
            case IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException or OutOfMemoryException or ExternalException:
                error.WriteLine($"{Lines("failed: ", Cause(exception).Message)}\nWhat was done is kept. When the cause is mended, go on with: {context.Typed}");
                return ExitCode.Failed;
            default:
                error.WriteLine($"{exception}\n\nThis is a bug in mpa. Please report it (CONTRIBUTING.md says how) with the lines above, the command\n  {context.Typed}\nand what `mpa doctor` prints.");
                return ExitCode.Bug;
        }
    }

    private static Exception Cause(Exception exception) =>
        exception is AggregateException { InnerExceptions.Count: 1 } aggregate ? Cause(aggregate.InnerException!) : exception;

    // Indented lines go on with the line before them.
    private static string Lines(string prefix, string message) =>
        string.Join('\n', message.ReplaceLineEndings("\n").Split('\n').Select(line => line.StartsWith(' ') ? new string(' ', prefix.Length) + line : prefix + line));
}
