using System.Diagnostics;
using System.Text.Json.Nodes;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Cli.Tests;

/// <summary>The real program with a task of the user's own, real charts, and a teacher behind a server.</summary>
public sealed class ServedTaskTests : IDisposable
{
    private const int Images = 6;
    private static readonly string Goldens = Path.Combine(Repository.Root, "tests", "goldens");
    private readonly TemporaryFolder _folder = new();
    private readonly ListeningTeacher _teacher = new();

    public void Dispose()
    {
        _teacher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_task_of_25_lines_runs_from_images_to_a_report_that_shows_its_kinds()
    {
        string task = _folder.Write("own.yaml", """
            name: chart-numbers
            ask:
              - kind: value
                weight: 2
                prompt: |-
                  Write one question about a value in this chart whose answer is a number, with its answer.

                  {examples}

                  Reply with exactly two lines:
                  Question: <the question>
                  Answer: <the answer>
              - kind: count
                prompt: |-
                  Write one question that asks how many things of a kind this chart shows, with its answer.

                  {examples}

                  Reply with exactly two lines:
                  Question: <the question>
                  Answer: <the answer>
            answer: { form: number }
            examples:
              - { question: How many countries are compared?, answer: 7, kind: count }
              - { question: What is the largest share?, answer: 42 %, kind: value }
            """);
        Assert.Equal(25, File.ReadAllLines(task).Length);

        (int code, string output) = Start(WriteRecipe());

        Assert.True(code == 0, output);
        RunFolder run = new(_folder.At("run"));
        JsonNode[] rows = [.. File.ReadLines(run.Annotations).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(3 * Images, rows.Length);
        Assert.All(
            rows.GroupBy(row => (string)row["imageId"]!),
            image => Assert.Equal(
                ["count", "value", "value"], image.Select(row => (string)row["kind"]!).Order()));
        string report = File.ReadAllText(run.At("6-report.md"));
        Assert.Contains($"| value | {2 * Images} |", report.Replace("  ", " ", StringComparison.Ordinal));
        Assert.Contains("By kind of question", File.ReadAllText(run.At("6-report.html")));
    }

    private string WriteRecipe()
    {
        RealProgram.CopyImages(Path.Combine(Goldens, "images"), Images, _folder.At("images"));
        return _folder.Write("recipe.yaml", $$"""
            task: own.yaml
            images: images
            teacher: { url: {{_teacher.Url}}, model: listening }
            student: {{Goldens}}/trained/student
            output: run
            annotate: { perImage: 3 }
            """);
    }

    private static (int Code, string Output) Start(string recipe)
    {
        using Process process = RealProgram.Start(["run", recipe]);
        return RealProgram.Finish(process);
    }
}
