using System.Text.Json.Nodes;
using Mpa.Testing;

namespace Mpa.Cli.Tests;

/// <summary>Students of different families, leveled by one teacher that is asked once: the real program.</summary>
public sealed class TwoStudentsTests : IDisposable
{
    private const int Images = 4;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_student_is_leveled_with_what_the_teacher_told_for_the_first()
    {
        string charts = Path.Combine(Repository.Root, "data", "demo", "unlabeled");
        RealProgram.CopyImages(charts, Images, _folder.At("images"));

        Level("smolvlm-tiny", "");
        Level("internvl2-internlm2-tiny", $"reuse: [{_folder.At("smolvlm-tiny")}]");

        foreach (string file in new[] { "1-annotations.jsonl", "2-answers.teacher.jsonl" })
        {
            JsonObject[] first = Rows("smolvlm-tiny", file);
            JsonObject[] second = Rows("internvl2-internlm2-tiny", file);
            Assert.NotEmpty(first);
            Assert.All(first, row => Assert.False(row.ContainsKey("from")));
            Assert.All(second, row => Assert.Equal(_folder.At("smolvlm-tiny"), (string?)row["from"]));
            Assert.All(second, row => row.Remove("from"));
            Assert.Equal(first.Select(row => row.ToJsonString()), second.Select(row => row.ToJsonString()));
        }

        Assert.All(
            Rows("internvl2-internlm2-tiny", "2-answers.student.jsonl"), row => Assert.False(row.ContainsKey("from")));
    }

    private void Level(string student, string more)
    {
        string source = Path.Combine(Repository.OwnGoldens, "models", student, "model");
        string recipe = _folder.Write($"{student}.yaml", $$"""
            task: demo
            output: {{student}}
            images: images
            teacher: {{Repository.Root}}/models/demo-teacher
            student: {{source}}
            annotate: { perImage: 2 }
            level: { method: lora, rank: 4, steps: 2, batchSize: 2 }
            {{more}}
            """);
        (int code, string output) = RealProgram.Finish(RealProgram.Start(
            ["run", recipe, "--set", $"output={_folder.At(student)}", "--until", "level"]));
        Assert.True(code == 0, output);
        Assert.NotEqual(Weights(source), Weights(_folder.At(student, "4-leveled")));
    }

    private JsonObject[] Rows(string run, string file) =>
        [.. File.ReadLines(_folder.At(run, file)).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static byte[] Weights(string folder) => File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
}
