using System.Security.Cryptography;
using System.Text;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;
using Mpa.Testing;

namespace Mpa.Tests;

/// <summary>
/// A small world for whole runs: images that are text files, a teacher and a student whose answers follow from the
/// request, a labeled test. The teacher is sometimes unreadable, refuses, fails and contradicts itself; the student
/// knows half.
/// </summary>
internal sealed class World : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public World(int images = 12)
    {
        for (int i = 0; i < images; i++)
        {
            _folder.Write($"images/{(char)('a' + (i % 3))}/{i:00}.png", $"image {i}");
        }

        _folder.Write("images/broken.png", "BROKEN");
        _folder.Write("images/twin.png", "image 0");
        for (int i = 0; i < 5; i++)
        {
            _folder.Write($"test/{i}.png", $"test image {i}");
        }

        JsonLines.Replace(_folder.At("test", "questions.jsonl"), Enumerable.Range(0, 10).Select(Question));
        Recipe = new Recipe
        {
            Task = VqaTask.Named("demo"),
            Images = _folder.At("images"),
            Teacher = ModelReference.Of(_folder.At("teacher")),
            Student = ModelReference.Of(_folder.At("student")),
            Output = _folder.At("run"),
            Seed = 3,
            Annotate = new() { PerImage = 2, BatchSize = 3 },
            Identify = new() { BatchSize = 4 },
            Level = new() { Replay = 0.5 },
            Evaluate = new() { Questions = _folder.At("test"), BatchSize = 4 },
        };
    }

    public Recipe Recipe { get; set; }

    public RunFolder Run => new(Recipe.Output);

    public FakeTrainer Trainer { get; } = new();

    /// <summary>Every model that was opened, in order.</summary>
    public List<FakeModel> Opened { get; } = [];

    public List<StageProgress> Progress { get; } = [];

    /// <summary>Every model that was opened, and the bytes it was given for image features.</summary>
    public List<(string Model, long? Bytes)> Rooms { get; } = [];

    public string TeacherVersion { get; set; } = "1";

    /// <summary>Names of models that can't be used.</summary>
    public HashSet<string> Unfit { get; } = [];

    /// <summary>Called before each request to any model.</summary>
    public Action? BeforeRequest { get; set; }

    public string At(params string[] parts) => _folder.At(parts);

    public string Write(string name, string text) => _folder.Write(name, text);

    public IEnumerable<ModelRequest> Asked(string name) =>
        Opened.Where(model => model.Name == name).SelectMany(model => model.Asked);

    public RunParts Parts => new(
        Models: new Models(this),
        Data: new PlainRunData(),
        Images: new Pictures(),
        Trainer: Trainer,
        Clock: new FixedTime(),
        Versions: new Dictionary<string, string>());

    public Task<Manifest> RunAsync(
        Stage? from = null, Stage? until = null, CancellationToken cancellation = default) =>
        new Pipeline(Parts, Progress.Add).RunAsync(Recipe, from, until, cancellation);

    public static bool IsAnnotation(ModelRequest request) =>
        request.Prompt.Contains("rite one question", StringComparison.Ordinal);

    /// <summary>Text of every row file of the run.</summary>
    public IReadOnlyDictionary<string, string> RowFiles() =>
        Directory.GetFiles(Run.Root, "*.jsonl")
            .Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllText);

    /// <summary>Forgets what was asked and opened.</summary>
    public void Forget()
    {
        Opened.Clear();
        Trainer.Calls.Clear();
    }

    public void Dispose() => _folder.Dispose();

    private static TestQuestion Question(int number) => new(
        Id: $"q{number}",
        Image: $"{number / 2}.png",
        Question: $"What is number {number}?",
        Answers: [$"{number}"],
        Slice: number % 2 == 0 ? "even" : "odd");

    private string Fingerprint(ModelReference model) =>
        model.DisplayName == "4-leveled"
            ? Learned(Path.Combine(model.Path!, "learned.txt"))
            : model.DisplayName + (model.DisplayName == "teacher" ? TeacherVersion : "");

    private static string Learned(string file) =>
        !File.Exists(file) ? throw new MpaException($"{file}: there is no such file.")
        : File.ReadAllText(file) is "BROKEN" ? throw new MpaException($"{file}: cannot be read.")
        : Hash(File.ReadAllText(file));

    private FakeModel Open(ModelReference reference, FeatureRoom? features)
    {
        if (features is not null)
        {
            Directory.CreateDirectory(features.Folder);
            File.AppendAllText(Path.Combine(features.Folder, "seen.txt"), $"{reference.DisplayName}\n");
        }

        Rooms.Add((reference.DisplayName, features?.Bytes));
        FakeModel model = new(
            reference.DisplayName, Fingerprint(reference), request => Answer(reference.DisplayName, request))
        {
            BeforeRequest = _ => BeforeRequest?.Invoke(),
        };
        Assert.All(Opened, earlier => Assert.True(earlier.IsDisposed, "two models in memory at once"));
        Opened.Add(model);
        return model;
    }

    private ModelReply Answer(string who, ModelRequest request)
    {
        if (request.Images.Count == 0)
        {
            return JudgeReply(request.Prompt);
        }

        string image = File.ReadAllText(request.Images[0].Path);
        return IsAnnotation(request)
            ? Annotate(Number(image, $"{request.Sampling.Seed}", TeacherVersion))
            : Reply(who, request.Prompt, Number(image, request.Prompt));
    }

    // A judge that lets "no idea" pass for 3, mumbles about 5 and fails over 7.
    private static ModelReply JudgeReply(string prompt)
    {
        Assert.Contains("Reply with one word, yes or no.", prompt, StringComparison.Ordinal);
        string accepted = prompt.Split('\n')[1], given = prompt.Split('\n')[2];
        return accepted.First(char.IsAsciiDigit) switch
        {
            '7' => FakeModel.Failure("the judge is ill"),
            '5' => FakeModel.Reply("Well."),
            '3' => FakeModel.Reply("Yes."),
            var digit when given.Contains(digit, StringComparison.Ordinal) => FakeModel.Reply("yes"),
            _ => FakeModel.Reply("**No**, it does not"),
        };
    }

    private static ModelReply Annotate(int lot) => (lot % 10) switch
    {
        0 => FakeModel.Reply("I see a chart."),
        1 => FakeModel.Reply("Question: What is", FinishReason.Length),
        2 => FakeModel.Failure("the server is tired"),
        _ => FakeModel.Reply($"Question: What is number {lot % 7}?\nAnswer: {lot % 7}"),
    };

    private static ModelReply Reply(string who, string prompt, int lot)
    {
        string digit = prompt.First(char.IsAsciiDigit).ToString();
        int right = who switch { "teacher" => 8, "student" => 4, _ => 7 };
        return lot % 23 == 0
            ? FakeModel.Failure("out of memory")
            : FakeModel.Reply(lot % 10 < right ? digit : "no idea");
    }

    private static int Number(params string[] parts) => Convert.ToInt32(Hash(string.Join('|', parts))[..6], 16);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed class Models(World world) : IModels
    {
        public IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features) =>
            world.Open(model, features);

        public void Check(ModelReference model, ModelRole role)
        {
            if (world.Unfit.Contains(model.DisplayName))
            {
                throw new MpaException($"{model.DisplayName} can't be used");
            }
        }

        public string Fingerprint(ModelReference model) => world.Fingerprint(model);
    }

    private sealed class Pictures : IImageFiles
    {
        public ImageProbeResult Probe(string path) => File.ReadAllText(path) == "BROKEN"
            ? new ImageProbeResult(null, "truncated", $"{Path.GetFileName(path)} ends too early")
            : new ImageProbeResult(new ImageInfo("png", 96, 96)
            {
                Notes = File.ReadAllText(path) == "TRANSPARENT" ? ["transparent, shown on white"] : [],
                Pictures = File.ReadAllText(path).StartsWith("CLIP", StringComparison.Ordinal) ? 10 : 1,
            });

        public TakenPictures TakeOut(string path, IReadOnlyList<int> pictures, Func<int, string> target)
        {
            foreach (int picture in pictures)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target(picture))!);
                File.WriteAllText(target(picture) + ".png", $"{File.ReadAllText(path)} {picture}");
            }

            return new TakenPictures([.. pictures.Select(picture => target(picture) + ".png")]);
        }

        public byte[]? Thumbnail(string path) => null;
    }
}
