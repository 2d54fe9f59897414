using Mpa.Runs;

namespace Mpa.Cli;

/// <summary>The services of this machine: checkpoint folders through TorchSharp, images through SkiaSharp.</summary>
/// <remarks>Engine types are named inside lambdas only, so that nothing of libtorch is loaded before one is called.</remarks>
internal static class MachineServices
{
    /// <summary>All of them.</summary>
    public static Services Create() => new()
    {
        OpenModel = Missing<ModelReference, Mpa.Models.IVisionLanguageModel>,
        Fingerprint = Missing<ModelReference, string>,
        CreateTrainer = () => throw new NotSupportedException(),
        Probe = Missing<string, Mpa.Images.ImageProbeResult>,
        WriteReport = _ => throw new NotSupportedException(),
        Versions = () => new Dictionary<string, string>(),
        EngineFacts = () => Mpa.Torch.EngineFacts.Measure(TimeProvider.System),
        PretrainAsync = (_, _, _) => throw new NotSupportedException(),
    };

    private static TOut Missing<TIn, TOut>(TIn _) => throw new NotSupportedException();
}
