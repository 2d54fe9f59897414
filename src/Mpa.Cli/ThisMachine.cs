using System.Reflection;
using Mpa.Chats;
using Mpa.Cli.Ablations;
using Mpa.Cli.Models;
using Mpa.Cli.Pretraining;
using Mpa.Data.Import;
using Mpa.DemoWorld;
using Mpa.Evaluation;
using Mpa.Hub;
using Mpa.Images;
using Mpa.Imaging;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote;
using Mpa.Runs;
using Mpa.Torch;
using Mpa.Torch.Inspection;

namespace Mpa.Cli;

/// <summary>
/// The parts of this machine: checkpoint folders through TorchSharp, servers through HTTP, images through SkiaSharp.
/// </summary>
/// <remarks>
/// Engine types are named inside methods only, so that nothing of libtorch is loaded before one is called.
/// </remarks>
internal static class ThisMachine
{
    /// <summary>Reads every data set that <c>Mpa.Data</c> knows.</summary>
    public static IRunData Data { get; } = new DataHere();

    /// <summary>All of them.</summary>
    public static Workshop Open()
    {
        Places places = new(
            Doctor.CacheHome.Folder(Environment.GetEnvironmentVariable),
            ModelsHome.Folder(Environment.GetEnvironmentVariable),
            () => HubOptions.FromEnvironment(Environment.GetEnvironmentVariable),
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        return new Workshop
        {
            Run = new RunParts(
                new ModelsHere(places), Data, new ImagesHere(), new TrainerHere(), TimeProvider.System, Versions()),
            Engine = new EngineHere(),
            Places = places,
            Elsewhere = new ChildProcess(),
            DrawWorld = DrawWorld,
        };
    }

    private static bool DrawWorld(string folder, string unlabeled)
    {
        if (DemoTruth.IsIn(folder))
        {
            return false;
        }

        DemoTruth.Write(folder, unlabeled);
        return true;
    }

    // Read from the file, not from the loaded assembly: libtorch stays out of runs that open no model.
    private static Dictionary<string, string> Versions()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll");
        return File.Exists(file)
            ? new() { ["torchSharp"] = AssemblyName.GetAssemblyName(file).Version!.ToString(3) }
            : [];
    }

    private sealed class ModelsHere(Places places) : IModels
    {
        public IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features) =>
            model.Server is { } server ? OpenServed(server, role) : OpenFolder(model.Folder!, features);

        public void Check(ModelReference model, ModelRole role)
        {
            if (model.Server is { } server)
            {
                CheckServed(server, role);
            }
            else
            {
                ModelFitness.Check(model.Folder!.Path);
            }
        }

        public string Fingerprint(ModelReference model) =>
            model.Server is { } server ? FingerprintOfServed(server) : FingerprintOfFolder(model.Folder!);

        private static IVisionLanguageModel OpenServed(ServerOptions server, ModelRole role) =>
            RemoteModel.Open(server, role, TimeProvider.System);

        private static void CheckServed(ServerOptions server, ModelRole role) => RemoteModel.Check(server, role);

        private static string FingerprintOfServed(ServerOptions server) => RemoteModel.FingerprintOf(server);

        private IVisionLanguageModel OpenFolder(FolderOptions folder, FeatureRoom? features) =>
            TorchModel.Load(folder.Path, Options(folder) with { Features = features });

        private string FingerprintOfFolder(FolderOptions folder) =>
            TorchModel.FingerprintOf(folder.Path, Options(folder));

        private TorchModelOptions Options(FolderOptions folder) =>
            TorchModelOptions.Of(folder) with { HashFolder = Path.Combine(places.Cache, "hashes") };
    }

    private sealed class DataHere : IRunData
    {
        public ImageSource OpenImages(DataRequest request) => RunImages.Open(request);

        public TestSplit OpenTest(DataRequest request) => RunTest.Open(request);
    }

    private sealed class ImagesHere : IImageFiles
    {
        private const int LongestSide = 480;
        private const int JpegQuality = 80;

        public ImageProbeResult Probe(string path)
        {
            try
            {
                return new ImageProbeResult(ImageProbe.Probe(path));
            }
            catch (ImageException error)
            {
                return new ImageProbeResult(null, error.Cause, error.Message);
            }
        }

        public TakenPictures TakeOut(string path, IReadOnlyList<int> pictures, Func<int, string> target)
        {
            try
            {
                return new TakenPictures(SeveralPictures.TakeOut(path, pictures, target));
            }
            catch (ImageException error)
            {
                return new TakenPictures(null, error.Cause, error.Message);
            }
        }

        public byte[]? Thumbnail(string path)
        {
            try
            {
                RgbImage image = ImageDecoder.Decode(path, applyExif: true);
                double scale = Math.Min(1, LongestSide / (double)Math.Max(image.Width, image.Height));
                int width = Math.Max(1, (int)(image.Width * scale));
                int height = Math.Max(1, (int)(image.Height * scale));
                return ImageEncoder.ToJpeg(
                    PillowResize.Resize(image, width, height, ResampleFilter.Lanczos), JpegQuality);
            }
            catch (ImageException)
            {
                return null; // gone or damaged since: the page says so in its place
            }
        }
    }

    /// <summary>Makes the trainer when training begins, so that a run without it loads no libtorch.</summary>
    private sealed class TrainerHere : IStudentTrainer
    {
        public void Train(TrainingJob job, TrainingCallbacks callbacks, CancellationToken cancellation) =>
            new TorchStudentTrainer(TimeProvider.System).Train(job, callbacks, cancellation);
    }

    private sealed class EngineHere : IEngine
    {
        public IChatModel OpenChat(ChatModelOptions chat) => TorchChatModel.Load(
            chat.Folder.Path,
            chat.Name,
            chat.Adapters,
            TorchModelOptions.Of(chat.Folder) with { BatchSize = chat.Parallel, MarksInText = chat.MarksInText });

        public IReadOnlyList<(string Name, string Value)> Facts() => EngineFacts.Versions();

        public EngineSpeed Measure(Action<string> tell, CancellationToken cancellation) =>
            EngineFacts.Measure(TimeProvider.System, tell, cancellation);

        public void Check(string folder) => ModelInventory.Check(folder);

        public Task<int> PretrainAsync(string recipe, Terminal terminal, CancellationToken cancellation) =>
            PretrainFlow.RunAsync(recipe, terminal, cancellation);
    }
}
