using System.Diagnostics;
using Mpa.Files;
using Mpa.Parity;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Cli.Tests;

/// <summary>Both ends together: <c>mpa serve</c> in one process, a run that asks it over HTTP in another.</summary>
public sealed class ServedPairTests : IDisposable
{
    private const int Images = 60;
    private static readonly string Models = Path.Combine(Repository.Root, "models");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_served_teacher_gives_the_pairs_and_verdicts_of_the_same_teacher_in_its_folder()
    {
        // Given
        string recipe = WriteRecipe();
        using Process server = RealProgram.Start(["serve", $"{Models}/demo-teacher", "--port", "0"]);
        try
        {
            string address = await RealProgram.AddressAsync(server);

            // When: without repair turns, which a local model doesn't have either.
            string teacher = $"{{ url: '{address}', model: demo-teacher, repairs: 0, structured: never }}";
            Identify(recipe, "local", $"{Models}/demo-teacher");
            Identify(recipe, "served", teacher);
        }
        finally
        {
            server.Kill();
        }

        // Then
        ParityExample[] local = Pairs("local");
        Assert.True(local.Length >= Images / 2);
        Assert.Contains(local, pair => pair.Verdict == Verdict.Kept);
        Assert.Equal(local, Pairs("served"));
    }

    private void Identify(string recipe, string run, string teacher)
    {
        string[] settings = ["--set", $"teacher={teacher}", "--set", $"output={_folder.At(run)}"];
        using Process process = RealProgram.Start(["run", recipe, "--until", "identify", .. settings]);
        (int code, string output) = RealProgram.Finish(process);
        Assert.True(code == 0, output);
    }

    private ParityExample[] Pairs(string run) =>
        [.. JsonLines.Read<ParityExample>(new RunFolder(_folder.At(run)).Parity)];

    private string WriteRecipe()
    {
        string charts = Path.Combine(Repository.Root, "data", "demo", "unlabeled");
        RealProgram.CopyImages(charts, Images, _folder.At("images"));
        return _folder.Write("recipe.yaml", $$"""
            task: demo
            images: images
            teacher: {{Models}}/demo-teacher
            student: {{Models}}/demo-student
            annotate: { temperature: 0 }
            """);
    }
}
