using Mpa.Chats;
using Mpa.Evaluation;
using Mpa.Hub;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli;

/// <summary>
/// What the commands call: the one place where the method meets the engine. Every member is a delegate, so that a command
/// that needs no model loads no libtorch, and a test puts a fake in its place.
/// </summary>
internal sealed record Services
{
    /// <summary>Opens a model folder or a served model; a folder's keeps image features in the room, if there is one.</summary>
    public required Func<ModelReference, FeatureRoom?, IVisionLanguageModel> OpenModel { get; init; }

    /// <summary>Opens a model folder for many people to talk to.</summary>
    public required Func<ChatModelOptions, IChatModel> OpenChat { get; init; }

    /// <summary>The fingerprint that the opened model would have, without loading it.</summary>
    public required Func<ModelReference, string> Fingerprint { get; init; }

    /// <summary>Makes the trainer of stage 4.</summary>
    public required Func<IStudentTrainer> CreateTrainer { get; init; }

    /// <summary>Reads an image file's header.</summary>
    public required Func<string, ImageProbeResult> Probe { get; init; }

    /// <summary>Finds the images of a run. Without another, reads folders and lists of paths.</summary>
    public Func<DataRequest, ImageSource> OpenImages { get; init; } = ImageFiles.Open;

    /// <summary>Reads the labeled test. Without another, reads JSONL of its rows.</summary>
    public Func<DataRequest, TestSplit> OpenTest { get; init; } = TestSplit.Open;

    /// <summary>Writes the report of a run.</summary>
    public required Action<RunFolder> WriteReport { get; init; }

    /// <summary>Writes the report of a file of pseudo annotations: file, output folder, folder of images or null; gives the page.</summary>
    public required Func<string, string, string?, string> WriteAnnotationReport { get; init; }

    /// <summary>Versions of libraries, for run.json.</summary>
    public required Func<IReadOnlyDictionary<string, string>> Versions { get; init; }

    /// <summary>What <c>mpa doctor</c> tells of the engine.</summary>
    public required Func<IReadOnlyList<(string Name, string Value)>> EngineFacts { get; init; }

    /// <summary>Measures how fast the engine is here.</summary>
    public required Func<Torch.EngineSpeed> MeasureSpeed { get; init; }

    /// <summary>The folder that mpa keeps what it measured in.</summary>
    public required Func<string> CacheHome { get; init; }

    /// <summary>Makes a bundled model from its recipe file; returns an exit code.</summary>
    public required Func<string, Terminal, CancellationToken, Task<int>> PretrainAsync { get; init; }

    /// <summary>Which hub models are pulled from.</summary>
    public required Func<HubOptions> HubOptions { get; init; }

    /// <summary>The folder that pulled models lie in.</summary>
    public required Func<string> ModelsHome { get; init; }

    /// <summary>Bytes of memory that this machine lets the program use.</summary>
    public required Func<long> UsableMemory { get; init; }

    /// <summary>Compares a folder's tensors with what its family expects; differences are an <see cref="MpaException"/>.</summary>
    public required Action<string> CheckTensors { get; init; }

    /// <summary>Runs a recipe file in a process of its own: path, threads of libtorch, what to do with a line; gives exit code and errors.</summary>
    public required Func<string, int, Action<string>, CancellationToken, Task<(int Code, string Error)>> RunElsewhere { get; init; }

    /// <summary>Draws the demo's truth into a folder, checked against the folder of unlabeled charts; false when it was there already.</summary>
    public required Func<string, string, bool> DrawWorld { get; init; }

    /// <summary>The same, as the pipeline takes it.</summary>
    /// <param name="clock">For times of stages.</param>
    /// <param name="progress">Told how far a stage is.</param>
    public PipelineServices ForPipeline(TimeProvider clock, Action<StageProgress> progress) =>
        new(OpenModel, Fingerprint, new LazyTrainer(CreateTrainer), Probe, clock, progress, WriteReport)
        {
            OpenImages = OpenImages,
            OpenTest = OpenTest,
            Environment = Versions(),
        };
}
