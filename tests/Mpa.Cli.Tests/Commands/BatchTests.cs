using Mpa.Imaging;

namespace Mpa.Cli.Tests.Commands;

public sealed class BatchTests
{
    [Fact]
    public async Task A_batch_is_for_a_teacher_behind_a_server()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("annotate", world.Recipe, "--batch-file", world.At("out.jsonl"));

        Assert.Equal(2, result.Code);
        Assert.Contains("A batch is for a teacher behind a server", result.Error);
    }

    [Fact]
    public async Task Requests_are_written_or_answers_read_not_both()
    {
        using CliWorld world = new();

        CliResult result = await world.RunAsync("annotate", world.Recipe, "--batch-file", "a", "--batch-results", "b");

        Assert.Equal(2, result.Code);
        Assert.Contains("give one of the two", result.Error);
    }

    [Fact]
    public async Task What_is_missing_is_written_and_results_without_an_answer_are_told()
    {
        using CliWorld world = new();
        world.Write("my.yaml", """
            task: demo
            images: images
            teacher: { url: http://localhost:1/v1, model: m }
            student: student
            output: run
            """);
        foreach (int i in Enumerable.Range(0, 6))
        {
            byte[] png = ImageEncoder.ToPng(new RgbImage(8 + i, 8));
            File.WriteAllBytes(world.At("images", $"{i}.png"), png);
        }

        CliResult written = await world.RunAsync("annotate", world.Recipe, "--batch-file", world.At("out.jsonl"));
        CliResult read = await world.RunAsync("annotate", world.Recipe, "--batch-results", world.At("out.jsonl"));

        Assert.True(written.Code == 0, written.Error);
        Assert.Contains("out.jsonl  6 requests", written.Out);
        Assert.Equal(2, read.Code);
        Assert.Contains("out.jsonl:1: this line is not of a batch's output", read.Error);
    }
}
