using System.Text.Json.Nodes;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Http;
using Mpa.Remote.Tests.Fakes;
using Mpa.Runs;
using Mpa.Tasks;
using Mpa.Testing;

namespace Mpa.Remote.Tests.Conversations;

/// <summary>
/// A run whose teacher thinks, in every way that servers were seen to give thoughts: each image is answered in its own.
/// </summary>
public sealed class ThinkingTeacherTests : IDisposable
{
    private readonly Dictionary<string, int> _wayOf = [];
    private readonly FakeTrainer _trainer = new();
    private readonly Served _served;

    public ThinkingTeacherTests()
    {
        _served = new(asked => Reactions.Body(BodyOf(asked)), options => options with { Repairs = 1, Concurrency = 4 });
        Directory.CreateDirectory(_served.At("images"));
        for (int i = 0; i < ThoughtWays.All.Count; i++)
        {
            byte[] image = File.ReadAllBytes(_served.WriteImage($"images/{i:00}.png", 30 + i, 30));
            _wayOf.Add($"data:image/png;base64,{Convert.ToBase64String(image)}", i);
        }
    }

    public void Dispose() => _served.Dispose();

    [Fact]
    public async Task Each_way_gives_the_right_pair_or_a_named_cause_and_no_thought_goes_any_further()
    {
        RunFolder run = new(_served.At("run"));
        await RunAsync();

        Dictionary<string, JsonObject> rows = File.ReadLines(run.Annotations)
            .Select(line => JsonNode.Parse(line)!.AsObject())
            .ToDictionary(row => (string)row["imageId"]!);
        string[] wrong =
        [
            .. ThoughtWays.All.Index()
                .Where(way => !Told(rows[$"{way.Index:00}"]).StartsWith(way.Item.Pair, StringComparison.Ordinal))
                .Select(way => $"{way.Item.Name}: {Told(rows[$"{way.Index:00}"])}"),
        ];
        Assert.Empty(wrong);
        Assert.All(ThoughtWays.All.Index(), way => AssertKeptApart(rows[$"{way.Index:00}"], way.Item));
        Assert.All(
            _served.Server.Asked, asked => Assert.DoesNotContain(ThoughtWays.Thought, asked.Body.ToJsonString()));
        AssertNoThoughtElsewhere(run);
        TrainingExample[] examples = [.. _trainer.Calls.SelectMany(examples => examples)];
        Assert.Equal(ThoughtWays.All.Count(way => way.Pair.Contains('→')), examples.Length);
        Assert.All(examples, example => Assert.DoesNotContain(ThoughtWays.Thought, example.Prompt + example.Answer));
    }

    [Fact]
    public void There_are_as_many_ways_as_were_seen() => Assert.True(ThoughtWays.All.Count >= 12);

    private static void AssertKeptApart(JsonObject row, ThoughtWay way)
    {
        Assert.Contains(ThoughtWays.Thought, (string?)row["thoughts"]);
        int asked = way.Pair.StartsWith("unreadable", StringComparison.Ordinal) ? 2 : 1; // it was asked to repair it
        int counted = (int)row["thoughtTokens"]!;
        Assert.InRange(counted, 1, asked * ThoughtWay.Written);
        Assert.Equal(way.Counted ?? counted, counted);
    }

    private static void AssertNoThoughtElsewhere(RunFolder run)
    {
        foreach (string file in Directory.GetFiles(run.Root, "*.jsonl", SearchOption.AllDirectories))
        {
            foreach (string line in File.ReadLines(file))
            {
                JsonObject row = JsonNode.Parse(line)!.AsObject();
                row.Remove("thoughts");
                Assert.DoesNotContain(ThoughtWays.Thought, row.ToJsonString());
            }
        }

        Assert.DoesNotContain(ThoughtWays.Thought, File.ReadAllText(run.Report));
    }

    private static string Told(JsonObject row) => (string?)row["cause"] is { } cause
        ? $"{cause}: {(string?)row["detail"]}"
        : $"{(string?)row["question"]} → {(string?)row["answer"]}";

    private string BodyOf(Asked asked) => asked.Question.Contains("rite one question", StringComparison.Ordinal)
        ? ThoughtWays.All[_wayOf[asked.Images[0]]].Body
        : Reactions.Completion($"<think>{ThoughtWays.Thought}</think>4");

    private Task<Manifest> RunAsync()
    {
        Recipe recipe = new()
        {
            Task = VqaTask.Named("demo"),
            Images = _served.At("images"),
            Teacher = new ModelReference { Server = _served.Options },
            Student = ModelReference.Of(_served.At("student")),
            Output = _served.At("run"),
            GiveUpAfter = 0,
        };
        RunParts parts = new(
            new Models(_served),
            new PlainRunData(),
            new Pictures(),
            _trainer,
            new FixedTime(),
            new Dictionary<string, string>());
        return new Pipeline(parts).RunAsync(recipe, cancellation: TestContext.Current.CancellationToken);
    }

    private sealed class Models(Served served) : IModels
    {
        public IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features) =>
            model.Server is null
                ? new FakeModel("student", "student", _ => FakeModel.Reply("no idea"))
                : new RemoteModel(served.Section, new ApiKey(null), served.Time, ServerHandler.Network);

        public void Check(ModelReference model, ModelRole role)
        {
        }

        public string Fingerprint(ModelReference model) =>
            model.Server is { } server ? RemoteModel.FingerprintOf(server) : model.DisplayName;
    }

    private sealed class Pictures : IImageFiles
    {
        public ImageProbeResult Probe(string path) => new(new ImageInfo("png", 40, 30));

        public TakenPictures TakeOut(string path, IReadOnlyList<int> pictures, Func<int, string> target) =>
            throw new NotSupportedException("no test here takes pictures out");

        public byte[]? Thumbnail(string path) => null;
    }
}
