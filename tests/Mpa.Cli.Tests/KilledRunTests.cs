using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Testing;

namespace Mpa.Cli.Tests;

/// <summary>
/// Kills the real program with SIGKILL, again and again, on real models. Decoding is greedy: a resumed process computes
/// an image's features in another batch, and a last bit's difference can change a sampled token, once in some thousand
/// runs of a model, never a likeliest one.
/// </summary>
public sealed class KilledRunTests : IDisposable
{
    private const int Kills = 20;
    private const int Images = 40;
    private static readonly string Trained = Path.Combine(Repository.Root, "tests", "goldens", "trained");
    private readonly string _folder = Directory.CreateTempSubdirectory("mpa-killed").FullName;

    [Fact]
    public void A_run_killed_twenty_times_ends_with_the_rows_of_an_undisturbed_one()
    {
        string recipe = WriteRecipe();
        Assert.Equal(0, Run(recipe, "undisturbed", killAfter: null));

        // The moments differ from machine to machine; the rows may not.
        Random moments = new(7);
        int?[] ends =
        [
            .. Enumerable.Range(0, Kills)
                .Select(_ => TimeSpan.FromMilliseconds(moments.Next(250, 1_200)))
                .Select(moment => Run(recipe, "killed", moment)),
        ];
        Assert.Contains(null, ends);

        Assert.Equal(0, Run(recipe, "killed", killAfter: null));
        foreach (string file in Directory.EnumerateFiles(At("undisturbed"), "*.jsonl"))
        {
            Assert.Equal(Rows(file), Rows(Path.Combine(At("killed"), Path.GetFileName(file))));
        }

        Assert.Equal(Weights("undisturbed"), Weights("killed"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string run) => Path.Combine(_folder, run);

    private byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(At(run), "4-leveled", "model.safetensors"));

    private string WriteRecipe()
    {
        RealProgram.CopyImages(Path.Combine(Trained, "images"), Images, Path.Combine(_folder, "images"));
        File.WriteAllLines(Path.Combine(_folder, "questions.jsonl"), Questions());
        string recipe = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllText(recipe, $$"""
            task: demo
            images: images
            teacher: {{Trained}}/teacher
            student: {{Trained}}/student
            annotate: { batchSize: 8, temperature: 0 }
            identify: { batchSize: 8 }
            level: { method: full, learningRate: 0.0003, epochs: 4, batchSize: 4, replay: 1 }
            evaluate: { questions: questions.jsonl, batchSize: 8 }
            """);
        return recipe;
    }

    private static IEnumerable<string> Questions() =>
        File.ReadLines(Path.Combine(Trained, "questions.jsonl"))
            .Take(Images)
            .Select(line => JsonNode.Parse(line)!)
            .Select(Question)
            .Select(question => JsonSerializer.Serialize(question, MpaJson.Line));

    private static TestQuestion Question(JsonNode row, int i) =>
        new($"q{i}", $"images/{(string)row["image"]!}", (string)row["question"]!, [(string)row["truth"]!]);

    /// <summary>Runs the program on one thread; gives its exit code, or null if it was killed.</summary>
    private int? Run(string recipe, string run, TimeSpan? killAfter)
    {
        using Process process = RealProgram.Start(
            ["run", recipe, "--set", $"output={At(run)}"], ("OMP_NUM_THREADS", "1"));
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (killAfter is { } wait && !process.WaitForExit(wait))
        {
            process.Kill();
            process.WaitForExit();
            return null;
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{output.Result}\n{errors.Result}");
        return process.ExitCode;
    }

    /// <summary>The rows without their times, which no two runs share.</summary>
    private static string[] Rows(string file) => [.. File.ReadLines(file).Select(line =>
    {
        JsonObject row = JsonNode.Parse(line)!.AsObject();
        row.Remove("seconds");
        return row.ToJsonString();
    })];
}
