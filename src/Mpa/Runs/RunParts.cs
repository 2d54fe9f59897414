using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;

namespace Mpa.Runs;

/// <summary>What the method needs from the world outside it. Made once, and passed on as it is.</summary>
/// <param name="Models">Opens the models that a recipe names.</param>
/// <param name="Data">Reads the images' and the test's source.</param>
/// <param name="Images">Looks at image files.</param>
/// <param name="Trainer">Levels the student.</param>
/// <param name="Clock">For the time a stage takes and the time it finished.</param>
/// <param name="Versions">Of libraries and the like, for run.json, beside what this library finds itself.</param>
public sealed record RunParts(
    IModels Models,
    IRunData Data,
    IImageFiles Images,
    IStudentTrainer Trainer,
    TimeProvider Clock,
    IReadOnlyDictionary<string, string> Versions);

/// <summary>Opens models: checkpoint folders of this machine and models behind servers; fakes in tests.</summary>
public interface IModels
{
    /// <summary>Opens a model.</summary>
    /// <param name="model">As the recipe names it.</param>
    /// <param name="role">What it is in the run; errors speak of it.</param>
    /// <param name="features">Room where a model of this machine keeps what it sees; null for none.</param>
    /// <exception cref="MpaException">The model isn't there or can't be used.</exception>
    IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features);

    /// <summary>Whether a model can be opened and asked, as far as can be told without loading it.</summary>
    /// <param name="model">As the recipe names it.</param>
    /// <param name="role">What it is in the run.</param>
    /// <exception cref="MpaException">It can't: files are missing, no family reads it, its key isn't set …</exception>
    void Check(ModelReference model, ModelRole role);

    /// <summary>The fingerprint that the opened model would have, without loading it.</summary>
    /// <exception cref="MpaException">The model isn't there.</exception>
    string Fingerprint(ModelReference model);
}

/// <summary>Looks at image files: a decoder on this machine, a fake in tests.</summary>
public interface IImageFiles
{
    /// <summary>Reads a file's header. A bad image is a result, not an exception.</summary>
    /// <param name="path">Full path.</param>
    ImageProbeResult Probe(string path);

    /// <summary>
    /// Takes pictures out of a file that holds several, an animation or a document, and writes them as files that any
    /// model can be shown. A picture that was written before is left as it is.
    /// </summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="pictures">Which, counted from 0.</param>
    /// <param name="target">Full path of the file to write for a picture, without its extension.</param>
    /// <returns>Full paths of the files, in order; or why there are none.</returns>
    TakenPictures TakeOut(string path, IReadOnlyList<int> pictures, Func<int, string> target);

    /// <summary>A small JPEG of an image that is too large for a page; null when it can't be read.</summary>
    /// <param name="path">Full path.</param>
    byte[]? Thumbnail(string path);
}

/// <summary>Pictures that were taken out of a file, or why there are none.</summary>
/// <param name="Files">Full paths; null when the file can't be used.</param>
/// <param name="Cause">Short and countable, such as "truncated"; null for a usable file.</param>
/// <param name="Message">A sentence that names the file and the value; null for a usable file.</param>
public sealed record TakenPictures(IReadOnlyList<string>? Files, string? Cause = null, string? Message = null);

/// <summary>
/// Reads what a run starts from and is tested on: any published data set, or the plain forms of this library.
/// </summary>
public interface IRunData
{
    /// <summary>Finds the images of a run.</summary>
    /// <exception cref="MpaException">The source is wrong.</exception>
    ImageSource OpenImages(DataRequest request);

    /// <summary>Reads the labeled test.</summary>
    /// <exception cref="MpaException">The test is wrong.</exception>
    TestSplit OpenTest(DataRequest request);
}

/// <summary>Folders of images, lists of paths, and JSONL of <see cref="TestQuestion"/> rows.</summary>
public sealed class PlainRunData : IRunData
{
    /// <inheritdoc/>
    public ImageSource OpenImages(DataRequest request) => ImageFiles.Open(request);

    /// <inheritdoc/>
    public TestSplit OpenTest(DataRequest request) => TestSplit.Open(request);
}

/// <summary>What a run asks of the reader of its data.</summary>
/// <param name="Path">Full path of the folder, list, archive or data file.</param>
/// <param name="ImageRoot">
/// Full path of the folder that image paths in it start from; null takes the data's own.
/// </param>
/// <param name="Output">The run folder, which is no part of the data even when it lies inside.</param>
/// <param name="Store">Full path of the folder in the run for what is taken out of files.</param>
/// <param name="Access">How much is needed.</param>
/// <param name="Limit">
/// Takes the first this many questions of a test, or images out of a file of rows; 0 takes all.
/// </param>
public sealed record DataRequest(
    string Path, string? ImageRoot, string Output, string Store, DataAccess Access, int Limit = 0)
{
    /// <summary>Whether each folder of images is one item that shows them all.</summary>
    public bool ByFolder { get; init; }

    /// <summary>Column of an image list with questions to be answered; null reads none.</summary>
    public string? Questions { get; init; }

    /// <summary>Ends a long read.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>What a run needs to know of its data at the moment.</summary>
public enum DataAccess
{
    /// <summary>Whether it changed: the stamp must be right, rows may be absent.</summary>
    Stamp,

    /// <summary>What is in it, without writing anything into the run.</summary>
    Look,

    /// <summary>All of it; what lies inside files is taken out into the run's store.</summary>
    Extract,
}
