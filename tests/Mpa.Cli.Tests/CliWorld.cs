using System.Text.RegularExpressions;
using Mpa.Cli.Tests;
using Mpa.Hub;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Testing;
using Mpa.Torch;

[assembly: AssemblyFixture(typeof(AtRepositoryRoot))]

namespace Mpa.Cli.Tests;

/// <summary>
/// Commands in README and help are written for the repository's root, so all tests of this project run there.
/// </summary>
public sealed class AtRepositoryRoot
{
    public AtRepositoryRoot() => Environment.CurrentDirectory = Repository.Root;
}

/// <summary>What a command line left behind.</summary>
internal sealed record CliResult(int Code, string Out, string Error)
{
    public string LastLine => Out.TrimEnd().Split('\n')[^1];
}

/// <summary>
/// A recipe over six images (text files that begin as a GIF and end with a number), a teacher who reads them, a student
/// who never does, and the real command line around them, in a folder of its own.
/// </summary>
internal sealed class CliWorld : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CliWorld()
    {
        Enumerable.Range(0, 6).ToList().ForEach(i => _folder.Write($"images/{i}.png", $"GIF89a {i}"));
        Enumerable.Range(0, 4).ToList().ForEach(i => _folder.Write($"test/{i}.png", $"GIF89a test {i}"));
        _folder.Write("images/broken.png", "broken");
        _folder.Write("test/questions.jsonl", string.Concat(Enumerable.Range(0, 4).Select(Question)));
        _folder.Write("teacher/config.json", "{}");
        _folder.Write("student/config.json", "{}");
        _folder.Write(
            "my.yaml",
            "task: demo\nimages: images\nteacher: teacher\nstudent: student\noutput: run\n" +
            "evaluate: { questions: test }\n");
    }

    /// <summary>Called before each request to a model.</summary>
    public Action BeforeRequest { get; set; } = () => { };

    public bool Interactive { get; init; }

    public bool Color { get; init; } = true;

    /// <summary>Where models are pulled from.</summary>
    public HubOptions Hub { get; set; } = new(new Uri("http://localhost:1"));

    public long UsableMemory { get; set; } = 16_000_000_000;

    /// <summary>What mpa doctor measures.</summary>
    public EngineSpeed Speed { get; init; } = new(180e9, 320e9, 28e9);

    /// <summary>Reads images and test with the real readers.</summary>
    public bool ReadsData { get; init; }

    public List<string> Prompts { get; } = [];

    public RunFolder Folder => new(At("run"));

    public string Recipe => At("my.yaml");

    public Workshop Workshop => new()
    {
        Run = new RunParts(
            new Models(this),
            ReadsData ? ThisMachine.Data : new PlainRunData(),
            new Pictures(),
            new FakeTrainer(),
            new FixedTime(),
            new Dictionary<string, string>()),
        Engine = new FakeEngine { Speed = Speed },
        Places = new Places(At("cache"), At("home"), () => Hub, UsableMemory),
        Elsewhere = new Elsewhere(this),
        DrawWorld = (folder, images) =>
        {
            Drawn.Add((Path.GetRelativePath(_folder.Root, folder), Path.GetRelativePath(_folder.Root, images)));
            bool missing = !Directory.Exists(folder);
            Directory.CreateDirectory(folder);
            File.WriteAllText(
                Path.Combine(folder, "labels.jsonl"),
                """{"id":"h0","image":"0.png","question":"Which?","answers":["0"]}""" + "\n");
            return missing;
        },
    };

    /// <summary>What was drawn again: the folder, and the images it was checked against.</summary>
    public List<(string Folder, string Images)> Drawn { get; } = [];

    /// <summary>Recipes that ran elsewhere, with their threads; and of those some that fail.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<(string Name, int Threads)> RanElsewhere { get; } = [];

    public HashSet<string> Failing { get; } = [];

    public string At(params string[] parts) => _folder.At(parts);

    public void Write(string name, string text) => _folder.Write(name, text);

    public async Task<CliResult> RunAsync(CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        Terminal terminal = new(output, error, Interactive, Color, 160, new FixedTime());
        int code = await new MpaApp(terminal, Workshop).RunAsync(args, cancellation);
        return new CliResult(code, Normal(output), Normal(error));
    }

    public Task<CliResult> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public void Dispose() => _folder.Dispose();

    // In this process in place of another.
    private async Task<(int Code, string Error)> RunElsewhereAsync(
        string recipe, int threads, Action<string> line, CancellationToken cancellation)
    {
        string name = Path.GetFileNameWithoutExtension(recipe);
        RanElsewhere.Enqueue((name, threads));
        if (Failing.Contains(name))
        {
            return (1, "failed: no space left on device\n");
        }

        CliResult result = await RunAsync(cancellation, "run", recipe);
        result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList().ForEach(line);
        return (result.Code, result.Error);
    }

    private static string Question(int i) =>
        $$"""{"id":"q{{i}}","image":"{{i}}.png","question":"Which number?","answers":["{{i}}"]}""" + "\n";

    private string Normal(StringWriter text) =>
        Regex.Replace(text.ToString().Replace(_folder.Root, "ROOT"), @"\d+ cores", "N cores");

    private ModelReply Answer(string who, ModelRequest request)
    {
        BeforeRequest();
        lock (Prompts)
        {
            Prompts.Add(request.Prompt);
        }

        string number = File.ReadAllText(request.Images[0].Path).Split(' ')[^1];
        return request.Prompt.StartsWith("Write", StringComparison.Ordinal)
            ? FakeModel.Reply($"Question: Which number?\nAnswer: {number}")
            : FakeModel.Reply(who == "student" ? "no idea" : number);
    }

    private sealed class Models(CliWorld world) : IModels
    {
        public IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features) =>
            new FakeModel(model.DisplayName, model.DisplayName, request => world.Answer(model.DisplayName, request));

        public void Check(ModelReference model, ModelRole role)
        {
        }

        public string Fingerprint(ModelReference model) => model.DisplayName;
    }

    private sealed class Pictures : IImageFiles
    {
        public ImageProbeResult Probe(string path) => File.ReadAllText(path) == "broken"
            ? new ImageProbeResult(null, "truncated", $"{path} ends too early")
            : new ImageProbeResult(new ImageInfo("png", 96, 96));

        public TakenPictures TakeOut(string path, IReadOnlyList<int> pictures, Func<int, string> target) =>
            throw new NotSupportedException("no test here takes pictures out");

        public byte[]? Thumbnail(string path) => null;
    }

    private sealed class Elsewhere(CliWorld world) : IRunElsewhere
    {
        public Task<(int Code, string Error)> RunAsync(
            string recipe, int threads, Action<string> line, CancellationToken cancellation) =>
            world.RunElsewhereAsync(recipe, threads, line, cancellation);
    }
}
