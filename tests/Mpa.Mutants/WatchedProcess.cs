using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Mpa.Mutants;

/// <summary>How one command ended.</summary>
/// <param name="Fault">What a mutant may not do; null when it did none of it.</param>
/// <param name="PeakBytes">Most memory held at a time, as the system counts it; 0 off Linux.</param>
internal sealed record Ending(
    string Command, string Folder, string? Fault, double Seconds, long PeakBytes, string Output);

/// <summary>Runs mpa with a limit on time and memory.</summary>
internal static class WatchedProcess
{
    private const int Bug = 70;
    private const int FirstSignal = 128;
    private const int StoppedByCtrlC = 130;
    private const long MostBytes = 2L << 30;

    /// <param name="seconds">Time by the clock, which passes faster where others are at work.</param>
    public static Ending Run(string program, IReadOnlyList<string> arguments, string folder, int seconds)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "cache");
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        StringBuilder output = new();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Stopwatch clock = Stopwatch.StartNew();
        (string? fault, long peak) = Watch(process, clock, seconds);
        fault ??= OfCode(process.ExitCode);
        return new Ending(
            "mpa " + string.Join(' ', arguments.Select(Quoted)), folder, fault, clock.Elapsed.TotalSeconds, peak,
            output.ToString());
    }

    private static (string? Fault, long Peak) Watch(Process process, Stopwatch clock, int seconds)
    {
        long peak = 0;
        while (!process.WaitForExit(20))
        {
            peak = Math.Max(peak, PeakBytes(process.Id));
            string? fault = peak > MostBytes ? $"above {MostBytes >> 30} GiB"
                : clock.Elapsed.TotalSeconds > seconds ? $"no end within {seconds} s"
                : null;
            if (fault is not null)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                return (fault, peak);
            }
        }

        process.WaitForExit();
        return (null, peak);
    }

    private static string? OfCode(int code) => code switch
    {
        Bug => "exit 70",
        StoppedByCtrlC => null,
        >= FirstSignal => $"signal {code - FirstSignal}",
        _ => null,
    };

    // VmHWM: peak resident set size, https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    private static long PeakBytes(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            if (line is not null && output.Length < 100_000)
            {
                output.AppendLine(line);
            }
        }
    }

    private static string Quoted(string argument) => argument.Contains(' ') ? $"\"{argument}\"" : argument;
}
