using System.Diagnostics;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

/// <summary>Kills the real program with SIGKILL in the middle of a file.</summary>
public sealed class KilledPullTests
{
    private const string Weights = "model.safetensors";

    [Fact]
    public async Task A_killed_pull_goes_on_in_the_middle_of_the_file()
    {
        using TemporaryFolder folder = new();
        await using FakeHub hub = await FakeHub.StartAsync();
        byte[] bytes = new byte[4_000_000];
        new Random(1).NextBytes(bytes);
        hub.With("config.json", "{}").With("tokenizer.json", "{}").With(Weights, bytes);
        string part = folder.At("model.part");
        TaskCompletionSource killed = new();
        using Process first = Start(hub, folder.At("model"));
        hub.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(Weights, StringComparison.Ordinal) || killed.Task.IsCompleted)
            {
                return false;
            }

            await hub.SendFirstAsync(context, Weights, 3_000_000, async () =>
            {
                using FileSystemWatcher watcher = new(part, "*.part");
                while (!Directory.EnumerateFiles(part, $"{Weights}.*.part").Any(IsOverAMegabyte))
                {
                    watcher.WaitForChanged(WatcherChangeTypes.All, TimeSpan.FromMilliseconds(50));
                }

                first.Kill();
                await first.WaitForExitAsync();
                killed.SetResult();
            });
            return true;
        };
        await killed.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(folder.At("model")));

        using Process second = Start(hub, folder.At("model"));
        string errors = await second.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(second.ExitCode == 0, errors);
        Assert.Equal(bytes, File.ReadAllBytes(folder.At("model", Weights)));
        Assert.Matches("^bytes=[1-9][0-9]{6,}-$", hub.RequestsFor(Weights)[^1].Range);
        Assert.False(Directory.Exists(part));
    }

    private static bool IsOverAMegabyte(string file) => new FileInfo(file).Length > 1_000_000;

    private static Process Start(FakeHub hub, string folder) =>
        RealProgram.Start(["pull", FakeHub.Repository, "--to", folder], ("HF_ENDPOINT", hub.Endpoint.AbsoluteUri));
}
