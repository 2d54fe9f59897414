using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mpa.Images;
using Mpa.Imaging;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;

namespace Mpa.Bench;

/// <summary>
/// A whole run over very many tiny images with models that answer at once: what the method itself takes in time and
/// memory. One JSON line a stage, then one for the plan of the finished run.
/// </summary>
internal sealed class ScaleRun(string folder, int images, int perImage)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Draws the images if they aren't there, then runs until a stage.</summary>
    public async Task RunAsync(Stage until)
    {
        Draw();
        Recipe recipe = new()
        {
            Task = VqaTask.Named("demo"),
            Images = Path.Combine(folder, "images"),
            Teacher = ModelReference.Of(Path.Combine(folder, "teacher")),
            Student = ModelReference.Of(Path.Combine(folder, "student")),
            Output = Path.Combine(folder, "run"),
            Annotate = new() { PerImage = perImage, BatchSize = 1024 },
            Identify = new() { BatchSize = 1024 },
        };
        RunParts parts = new(
            new InstantModels(), new PlainRunData(), new Headers(), new Nothing(), TimeProvider.System,
            new Dictionary<string, string>());
        Plan(recipe, parts, "plan before");
        Pipeline pipeline = new(parts);
        foreach (Stage stage in Stage.All.Where(stage => stage != Stage.Evaluate && stage <= until))
        {
            _clock.Restart();
            await pipeline.RunAsync(recipe, until: stage);
            Tell(stage.Name);
            if (stage == Stage.Collect)
            {
                Plan(recipe, parts, "plan of the collected run");
            }
        }

        Plan(recipe, parts, "plan of the finished run");
    }

    private void Plan(Recipe recipe, RunParts parts, string name)
    {
        _clock.Restart();
        RunPlan.Of(recipe, parts);
        Tell(name);
    }

    private void Tell(string what)
    {
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            what,
            images,
            perImage,
            seconds = Math.Round(_clock.Elapsed.TotalSeconds, 1),
            heapMiB = GC.GetTotalMemory(forceFullCollection: true) >> 20,
            peakMiB = self.PeakWorkingSet64 >> 20,
        }));
    }

    /// <summary>One pixel each, every one of another color.</summary>
    private void Draw()
    {
        for (int number = 0; number < images; number++)
        {
            string parent = Path.Combine(folder, "images", Digits(number / 1000, "0000"));
            string path = Path.Combine(parent, Digits(number, "0000000") + ".png");
            if (number % 1000 == 0)
            {
                Directory.CreateDirectory(parent);
            }

            if (!File.Exists(path))
            {
                File.WriteAllBytes(path, Png(number));
            }
        }
    }

    private static string Digits(int number, string form) => number.ToString(form, CultureInfo.InvariantCulture);

    private static byte[] Png(int color) =>
        ImageEncoder.ToPng(new RgbImage(1, 1, [(byte)(color >> 16), (byte)(color >> 8), (byte)color]));

    private sealed class Headers : IImageFiles
    {
        public ImageProbeResult Probe(string path) => new(new ImageInfo("png", 1, 1));

        public TakenPictures TakeOut(string path, IReadOnlyList<int> pictures, Func<int, string> target) =>
            throw new NotSupportedException("each file holds one picture here");

        public byte[]? Thumbnail(string path) => null;
    }

    private sealed class Nothing : IStudentTrainer
    {
        public void Train(TrainingJob job, TrainingCallbacks callbacks, CancellationToken cancellation)
        {
            _ = job.Examples.LongCount(example => example.Answer.Length > 0); // as a trainer looks at each at first
            Directory.CreateDirectory(job.OutputPath);
        }
    }

    private sealed class InstantModels : IModels
    {
        public IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features) =>
            new InstantModel(role);

        public void Check(ModelReference model, ModelRole role)
        {
        }

        public string Fingerprint(ModelReference model) => model.DisplayName;
    }

    /// <summary>The teacher repeats itself; the student knows every second answer.</summary>
    private sealed class InstantModel(ModelRole role) : IVisionLanguageModel
    {
        private int _asked;

        public string Name => role.Name();

        public string Fingerprint => role.Name();

        public Task<IReadOnlyList<ModelReply>> AskAsync(
            IReadOnlyList<ModelRequest> batch, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<ModelReply>>([.. batch.Select(Reply)]);

        public void Dispose()
        {
        }

        private ModelReply Reply(ModelRequest request)
        {
            int number = _asked++;
            string text = request.Form is not null
                ? $"Question: What is the value of the bar that stands at place {number}?\nAnswer: {number % 7}"
                : role == ModelRole.Student && number % 2 == 0 ? "no idea" : Digit(request.Prompt);
            return new ModelReply(text, FinishReason.Stop, PromptTokens: 900, ReplyTokens: 20, Seconds: 0.5);
        }

        private static string Digit(string prompt)
        {
            int start = prompt.AsSpan().IndexOfAnyInRange('0', '9');
            int length = prompt.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
            return $"{int.Parse(prompt.AsSpan(start, length), CultureInfo.InvariantCulture) % 7}";
        }
    }
}
