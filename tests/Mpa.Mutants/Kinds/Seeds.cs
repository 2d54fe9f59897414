using System.Diagnostics;
using Mpa.Testing;

namespace Mpa.Mutants.Kinds;

/// <summary>The sound inputs that mutants are made of, and the program that gets them.</summary>
internal sealed class Seeds(string program) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mpa-mutant-seeds-");
    private readonly Lock _lock = new();

    public static string BuiltProgram { get; } = Path.Combine(
        Repository.Root, "src/Mpa.Cli/bin/Release/net10.0", OperatingSystem.IsWindows() ? "Mpa.Cli.exe" : "Mpa.Cli");

    public string Program { get; } = Path.GetFullPath(program);

    public static string At(string place) => Path.Combine(Repository.Root, place);

    /// <summary>A chart of the demo's test.</summary>
    public static string Chart { get; } = At("data/demo/test/images/test-0001.png");

    /// <summary>A file or folder that is made once, when first asked for.</summary>
    public string Made(string name, Action<string> make)
    {
        lock (_lock)
        {
            string place = Path.Combine(_folder.FullName, name);
            if (!Path.Exists(place))
            {
                make(place);
            }

            return place;
        }
    }

    /// <summary>What the program prints.</summary>
    /// <exception cref="InvalidOperationException">It refuses a sound input.</exception>
    public string Printed(params string[] arguments)
    {
        ProcessStartInfo start = new(Program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"mpa {string.Join(' ', arguments)} ends with {process.ExitCode}");
    }

    public static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
