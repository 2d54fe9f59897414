using System.Text.Json.Nodes;
using Mpa.Testing;

namespace Mpa.Cli.Tests;

/// <summary>Items of one, two and eight images through every stage of the real program.</summary>
public sealed class SeveralImagesRunTests : IDisposable
{
    private static readonly int[] Sizes = [1, 2, 8];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("smolvlm-tiny", "")]
    [InlineData("qwen2vl-tiny", ", minPixels: 3136, maxPixels: 12544")]
    public void A_student_of_this_family_is_asked_leveled_and_scored_on_all_images_of_an_item(
        string student, string bounds)
    {
        // Given
        string[] charts = Directory.GetFiles(Path.Combine(Repository.Root, "data", "demo", "unlabeled"), "*.png");
        int taken = 0;
        foreach (string split in new[] { "items", "test" })
        {
            foreach (int size in Sizes)
            {
                string item = Directory.CreateDirectory(_folder.At(split, $"of-{size}")).FullName;
                foreach (int page in Enumerable.Range(1, size))
                {
                    File.Copy(charts[taken++], Path.Combine(item, $"page-{page}.png"));
                }
            }
        }

        IEnumerable<string> questions = Sizes.Select(size =>
            $$"""{"id":"q{{size}}","image":"of-{{size}}","question":"How many bars?","answers":["3"]}""");
        File.WriteAllLines(_folder.At("test", "questions.jsonl"), questions);
        string source = Path.Combine(Repository.OwnGoldens, "models", student, "model");
        string recipe = _folder.Write("recipe.yaml", $$"""
            task: demo
            output: {{_folder.At("run")}}
            images: { path: items, items: folders, most: 8 }
            teacher: {{Repository.Root}}/models/demo-teacher
            student: { path: {{source}}{{bounds}} }
            giveUpAfter: 0
            annotate: { perImage: 4 }
            level: { method: lora, rank: 4, steps: 2, batchSize: 2, select: all }
            evaluate: { questions: test }
            """);

        // When
        (int code, string output) = RealProgram.Finish(RealProgram.Start(["run", recipe]));

        // Then
        Assert.True(code == 0, output);
        Assert.Equal(Sizes, Rows("0-images.jsonl").Select(row => row["parts"]!.AsArray().Count).Order());
        JsonObject[] asked = [.. Rows("1-annotations.jsonl").Where(row => (string?)row["cause"] != "error")];
        Assert.Equal(12, asked.Length);
        int[] read = [.. Sizes.Select(size => Tokens(asked, size))];
        Assert.Equal(7 * (read[1] - read[0]), read[2] - read[0]); // as many tokens again for each further image
        Assert.Equal(2, Rows("4-training.jsonl").Length);
        Assert.Equal(Sizes.Length, Rows("5-scores.after.jsonl").Count(row => row["error"] is null));
        Assert.True(File.Exists(_folder.At("run", "6-report.html")));
    }

    private static int Tokens(JsonObject[] rows, int size) =>
        (int)rows.First(row => (string?)row["imageId"] == $"of-{size}")["promptTokens"]!;

    private JsonObject[] Rows(string file) =>
        [.. File.ReadLines(_folder.At("run", file)).Select(line => JsonNode.Parse(line)!.AsObject())];
}
