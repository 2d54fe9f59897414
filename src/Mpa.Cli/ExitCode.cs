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
        (Bug, "a bug in mpa; the stack trace says where"),
        (Stopped, "stopped by Ctrl-C after the batch under way; the same command goes on"),
    ];
}
