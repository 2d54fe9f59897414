using System.Diagnostics;
using Mpa.Mutants.Kinds;

namespace Mpa.Mutants;

/// <summary>Runs mutants of a kind, two processes at a time, and keeps what fails.</summary>
internal sealed class Rounds(Seeds seeds, string kept, int seconds)
{
    private const int Workers = 2;
    private readonly Lock _lock = new();
    private double _slowest;
    private long _peak;

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public void Run(MutantKind kind, int first, int count)
    {
        (int failedBefore, _slowest, _peak) = (Failed, 0, 0);
        Stopwatch clock = Stopwatch.StartNew();
        Parallel.ForEach(
            Enumerable.Range(first, count).Chunk(kind.Batch),
            new ParallelOptions { MaxDegreeOfParallelism = Workers },
            numbers => RunBatch(kind, numbers));
        int failed = Failed - failedBefore;
        Passed += count - failed;
        Console.WriteLine(
            $"{kind.Name,-12}{count,6} mutants · {failed} failed · slowest {_slowest:0.0} s · "
                + $"peak {_peak >> 20} MiB · {clock.Elapsed.TotalSeconds:0} s in all");
    }

    private void RunBatch(MutantKind kind, int[] numbers)
    {
        if (Attempt(kind, numbers) is null)
        {
            return;
        }

        int failed = numbers.Length > 1
            ? numbers.Count(number => Attempt(kind, [number]) is { } alone && Tell(kind, $"{number}", alone))
            : 0;
        // A late end may be the machine's fault: once more. A failure that no mutant shows alone is the batch's.
        if (failed == 0 && Attempt(kind, numbers) is { } again)
        {
            Tell(kind, numbers.Length > 1 ? $"{numbers[0]}-{numbers[^1]}" : $"{numbers[0]}", again);
        }
    }

    private Ending? Attempt(MutantKind kind, int[] numbers)
    {
        string folder = Directory.CreateTempSubdirectory($"mpa-mutant-{kind.Name}-").FullName;
        Trial trial = kind.Prepare(seeds, numbers, folder);
        using IDisposable? server = trial.Server;
        foreach (string[] command in trial.Commands)
        {
            Ending ending = WatchedProcess.Run(seeds.Program, command, folder, seconds);
            lock (_lock)
            {
                (_slowest, _peak) = (Math.Max(_slowest, ending.Seconds), Math.Max(_peak, ending.PeakBytes));
            }

            if (ending.Fault is not null)
            {
                return ending;
            }
        }

        Directory.Delete(folder, recursive: true);
        return null;
    }

    private bool Tell(MutantKind kind, string numbers, Ending ending)
    {
        string place = Path.Combine(kept, $"{kind.Name}-{numbers}");
        lock (_lock)
        {
            Failed++;
            string command = ending.Command.Replace(ending.Folder, place, StringComparison.Ordinal);
            File.WriteAllText(
                Path.Combine(ending.Folder, "command.txt"), $"{command}\n\n{ending.Fault}\n\n{ending.Output}\n");
            Console.WriteLine(
                $"FAILED {kind.Name} {numbers}: {ending.Fault} after {ending.Seconds:0.0} s\n"
                    + $"       {command}\n       {FirstLine(ending.Output)}\n"
                    + $"       kept in {place}; again: --kind {kind.Name} --seed {numbers.Split('-')[0]} --count 1");
            Move(ending.Folder, place);
        }

        return true;
    }

    private static string FirstLine(string output) =>
        output.Split('\n').FirstOrDefault(line => line.Contains("Exception", StringComparison.Ordinal))
            ?? output.Split('\n')[0];

    // A copy, since the temporary folder may lie on another disk.
    private static void Move(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        Directory.Delete(from, recursive: true);
    }
}
