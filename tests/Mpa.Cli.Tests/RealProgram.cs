using System.Diagnostics;
using System.Text.RegularExpressions;
using Mpa.Testing;

namespace Mpa.Cli.Tests;

/// <summary>The program as people start it: a process of its own.</summary>
internal static class RealProgram
{
    /// <summary>How it is started; its output is read by the caller.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="environment">Variables to set.</param>
    public static Process Start(IEnumerable<string> args, params (string Name, string Value)[] environment)
    {
        string binaries = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string configuration = Path.GetFileName(Path.GetDirectoryName(binaries)!);
        string built = Path.Combine(Repository.Root, "src", "Mpa.Cli", "bin", configuration, "net10.0");
        string program = Path.Combine(built, "Mpa.Cli.dll");
        ProcessStartInfo start = new("dotnet", [program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for its end; its exit code, and everything that it wrote.</summary>
    public static (int Code, string Output) Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>The base address that a started <c>mpa serve</c> announces, once it listens.</summary>
    public static async Task<string> AddressAsync(Process server)
    {
        string? line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return Regex.Match(line ?? "the program ended", "http://[^ ]+/v1").Value;
    }

    /// <summary>Gives a run images of its own: the first of a folder by name.</summary>
    public static void CopyImages(string from, int count, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string image in Directory.EnumerateFiles(from).Order(StringComparer.Ordinal).Take(count))
        {
            File.Copy(image, Path.Combine(to, Path.GetFileName(image)));
        }
    }
}
