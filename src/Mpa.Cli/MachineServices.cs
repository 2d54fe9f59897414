using System.Reflection;
using Mpa.DemoWorld;
using Mpa.Hub;
using Mpa.Images;
using Mpa.Imaging;
using Mpa.Reports;
using Mpa.Reports.Annotations;
using Mpa.Runs;

namespace Mpa.Cli;

/// <summary>The services of this machine: checkpoint folders through TorchSharp, images through SkiaSharp.</summary>
/// <remarks>Engine types are named inside lambdas only, so that nothing of libtorch is loaded before one is called.</remarks>
internal static class MachineServices
{
    /// <summary>All of them.</summary>
    public static Services Create() => new()
    {
        OpenModel = model => Torch.TorchModel.Load(FolderOf(model).Path, OptionsOf(model)),
        Fingerprint = model => Torch.TorchModel.FingerprintOf(FolderOf(model).Path, OptionsOf(model)),
        CreateTrainer = () => new Torch.TorchStudentTrainer(TimeProvider.System),
        Probe = Probe,
        OpenImages = Data.Import.RunImages.Open,
        OpenTest = Data.Import.RunTest.Open,
        WriteReport = folder => ReportWriter.Write(folder, ReportThumbnail.Of),
        WriteAnnotationReport = (file, output, images) => AnnotationReportWriter.Write(file, output, AnnotationsFile.Read, images, ReportThumbnail.Of),
        Versions = Versions,
        EngineFacts = () => Torch.EngineFacts.Measure(TimeProvider.System),
        HubOptions = () => HubOptions.FromEnvironment(Environment.GetEnvironmentVariable),
        ModelsHome = () => ModelsHome.Folder(Environment.GetEnvironmentVariable),
        UsableMemory = () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        CheckTensors = folder => Torch.Inspection.ModelInventory.CheckTensors(folder),
        PretrainAsync = (recipe, terminal, cancellation) => Pretraining.PretrainFlow.RunAsync(recipe, terminal, cancellation),
        RunElsewhere = Ablations.ChildRun.RunAsync,
        DrawWorld = DrawWorld,
    };

    private static bool DrawWorld(string folder, string unlabelled)
    {
        if (DemoTruth.IsIn(folder))
        {
            return false;
        }

        DemoTruth.Write(folder, unlabelled);
        return true;
    }

    private static FolderOptions FolderOf(ModelReference model) => model.Folder
        ?? throw new MpaException($"teacher {model.DisplayName} at {model.Server?.Url}: this version asks model folders only; give the teacher's folder");

    private static Torch.TorchModelOptions OptionsOf(ModelReference model) => Torch.TorchModelOptions.Default with
    {
        Weights = FolderOf(model).Dtype == "bfloat16" ? Torch.WeightType.BFloat16 : Torch.WeightType.Float32,
    };

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
