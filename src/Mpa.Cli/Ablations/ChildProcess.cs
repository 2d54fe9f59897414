using System.Diagnostics;
using System.Globalization;

namespace Mpa.Cli.Ablations;

/// <summary>
/// Runs a recipe in a process of its own: libtorch's thread count holds for a whole process, so runs side by side each
/// need one. What a killed process had answered is kept, as ever.
/// </summary>
internal sealed class ChildProcess : IRunElsewhere
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<(int Code, string Error)> RunAsync(
        string recipe, int threads, Action<string> line, CancellationToken cancellation)
    {
        using Process process = new() { StartInfo = Start(recipe, threads) };
        process.OutputDataReceived += (_, output) =>
        {
            if (output.Data is { } text)
            {
                line(text);
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }

        return (process.ExitCode, await error);
    }

    private static ProcessStartInfo Start(string recipe, int threads)
    {
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] assembly = hosted ? [Path.Combine(AppContext.BaseDirectory, "Mpa.Cli.dll")] : [];
        ProcessStartInfo start = new(program, [.. assembly, "run", recipe])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private static async Task EndAsync(Process process)
    {
        using CancellationTokenSource grace = new(Grace);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
