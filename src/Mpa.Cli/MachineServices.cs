using System.Reflection;
using Mpa.DemoWorld;
using Mpa.Hub;
using Mpa.Images;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Reports;
using Mpa.Reports.Annotations;
using Mpa.Runs;

namespace Mpa.Cli;

/// <summary>The services of this machine: checkpoint folders through TorchSharp, servers through HTTP, images through SkiaSharp.</summary>
/// <remarks>Engine types are named inside lambdas only, so that nothing of libtorch is loaded before one is called.</remarks>
internal static class MachineServices
{
    /// <summary>All of them.</summary>
    public static Services Create() => new()
    {
        OpenModel = (model, features) => model.Server is { } server ? OpenServed(server) : OpenFolder(model.Folder!, features),
        OpenChat = chat => Torch.TorchChatModel.Load(chat.Folder.Path, chat.Name, chat.Adapters, Torch.TorchModelOptions.Of(chat.Folder) with { BatchSize = chat.Parallel }),
        Fingerprint = model => model.Server is { } server ? FingerprintOfServed(server) : FingerprintOfFolder(model.Folder!),
        CreateTrainer = () => new Torch.TorchStudentTrainer(TimeProvider.System),
        Probe = Probe,
        OpenImages = Data.Import.RunImages.Open,
        OpenTest = Data.Import.RunTest.Open,
        WriteReport = folder => ReportWriter.Write(folder, ReportThumbnail.Of),
        WriteAnnotationReport = (file, output, images) => AnnotationReportWriter.Write(file, output, AnnotationsFile.Read, images, ReportThumbnail.Of),
        Versions = Versions,
        EngineFacts = () => Torch.EngineFacts.Versions(),
        MeasureSpeed = () => Torch.EngineFacts.Measure(TimeProvider.System),
        CacheHome = () => Doctor.CacheHome.Folder(Environment.GetEnvironmentVariable),
        HubOptions = () => HubOptions.FromEnvironment(Environment.GetEnvironmentVariable),
        ModelsHome = () => ModelsHome.Folder(Environment.GetEnvironmentVariable),
        UsableMemory = () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        CheckTensors = folder => Torch.Inspection.ModelInventory.CheckTensors(folder),
        PretrainAsync = (recipe, terminal, cancellation) => Pretraining.PretrainFlow.RunAsync(recipe, terminal, cancellation),
        RunElsewhere = Ablations.ChildRun.RunAsync,
        DrawWorld = DrawWorld,
    };

    private static bool DrawWorld(string folder, string unlabeled)
    {
        if (DemoTruth.IsIn(folder))
        {
            return false;
        }

        DemoTruth.Write(folder, unlabeled);
        return true;
    }

    private static IVisionLanguageModel OpenServed(ServerOptions server) =>
        Remote.RemoteModel.Open(server, ModelRole.Teacher, TimeProvider.System); // the lead passes the role

    private static IVisionLanguageModel OpenFolder(FolderOptions folder, FeatureRoom? features) => Torch.TorchModel.Load(folder.Path, Options(folder) with { Features = features });

    private static Torch.TorchModelOptions Options(FolderOptions folder) =>
        Torch.TorchModelOptions.Of(folder) with { HashFolder = Path.Combine(Doctor.CacheHome.Folder(Environment.GetEnvironmentVariable), "hashes") };

    private static string FingerprintOfServed(ServerOptions server) => Remote.RemoteModel.FingerprintOf(server);

    private static string FingerprintOfFolder(FolderOptions folder) => Torch.TorchModel.FingerprintOf(folder.Path, Options(folder));

    private static ImageProbeResult Probe(string path)
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

    // Read from the file, not from the loaded assembly: libtorch stays out of runs that open no model.
    private static Dictionary<string, string> Versions()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll");
        return File.Exists(file) ? new() { ["torchSharp"] = AssemblyName.GetAssemblyName(file).Version!.ToString(3) } : [];
    }
}
