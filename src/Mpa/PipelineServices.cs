using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa;

/// <summary>What the method needs from the world outside it.</summary>
/// <param name="OpenModel">Opens the model that a recipe names; one of this machine may keep image features in the room, if there is one.</param>
/// <param name="Fingerprint">
/// The fingerprint that the opened model would have, without loading it; throws an <see cref="MpaException"/> for a model that
/// isn't there.
/// </param>
/// <param name="Trainer">Levels the student.</param>
/// <param name="Probe">Reads the header of the image file at a full path. A bad image is a result, not an exception.</param>
/// <param name="Clock">For the time a stage takes and the time it finished.</param>
/// <param name="Progress">Told how far a stage is; called on the thread that does the work.</param>
/// <param name="WriteReport">Writes the report of a run (stage 6).</param>
public sealed record PipelineServices(
    Func<ModelReference, FeatureRoom?, IVisionLanguageModel> OpenModel,
    Func<ModelReference, string> Fingerprint,
    IStudentTrainer Trainer,
    Func<string, ImageProbeResult> Probe,
    TimeProvider Clock,
    Action<StageProgress> Progress,
    Action<RunFolder> WriteReport)
{
    /// <summary>Finds the images of a run. Without another, reads folders and lists of paths.</summary>
    public Func<DataRequest, ImageSource> OpenImages { get; init; } = ImageFiles.Open;

    /// <summary>Reads the labeled test. Without another, reads JSONL of <see cref="TestQuestion"/> rows.</summary>
    public Func<DataRequest, TestSplit> OpenTest { get; init; } = TestSplit.Open;

    /// <summary>Versions of libraries and the like, for run.json, beside what this library finds itself.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
