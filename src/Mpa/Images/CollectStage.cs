using Mpa.Files;
using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>Stage 0: lists, checks and hashes the images.</summary>
internal sealed class CollectStage : Stage
{
    public override int Number => 0;

    public override string Name => "collect";

    public override string Unit => "files";

    internal override IReadOnlyList<string> Files(RunFolder folder) => [folder.Images, folder.FailedImages];

    /// <summary>Changes with the list of files, their lengths and times. Reads no image.</summary>
    internal override string Key(RunSession run) => ContentKey.Of("collect", run.OpenImages(DataAccess.Stamp).Stamp);

    internal override StagePlan Plan(StageOutlook outlook) => base.Plan(outlook) with
    {
        Items = outlook.Done is { } done
            ? done.Out.Values.Sum()
            : outlook.Run.OpenImages(DataAccess.Look).Paths.Count,
    };

    internal override Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation) =>
        Task.FromResult(new ImageCollector(run, this).Run(cancellation));
}

/// <summary>
/// Looks at every file that may be an image. A bad one is a row with its cause; the run goes on without it.
/// </summary>
internal sealed class ImageCollector(RunSession run, Stage stage)
{
    private const string Duplicate = "duplicate image";

    private readonly ImageSource _source = run.OpenImages(DataAccess.Extract);
    private readonly Dictionary<string, string> _pathBySha = [];
    private readonly List<ImageItem> _images = [];
    private readonly List<ImageFailure> _failures = [];

    public StageCounts Run(CancellationToken cancellation)
    {
        RemoveOldFiles();
        IReadOnlyList<string> paths = _source.Paths;
        IReadOnlyDictionary<string, string> ids = ImageIds.Of(paths);
        foreach (string path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            Look(path, ids[path]);
            run.Report(stage, _images.Count + _failures.Count, paths.Count, Summary());
        }

        _failures.AddRange(_source.Refused);
        JsonLines.Replace(run.Folder.FailedImages, _failures);
        int files = paths.Count + _source.Refused.Count;
        RequireImages(files);
        JsonLines.Replace(run.Folder.Images, _images);
        return Counts(files);
    }

    /// <summary>Files that were taken out of an earlier source must not be looked for there any more.</summary>
    private void RemoveOldFiles()
    {
        if (_source.Root != run.Folder.ImageFiles && Directory.Exists(run.Folder.ImageStore))
        {
            Directory.Delete(run.Folder.ImageStore, recursive: true);
        }
    }

    private void Look(string path, string id)
    {
        string full = Path.Combine(_source.Root, path);
        try
        {
            if (Refusal(path, full) is { } refusal)
            {
                _failures.Add(refusal);
            }
            else
            {
                Accept(id, path, full);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _failures.Add(new ImageFailure(path, "unreadable", $"{path} can't be read: {error.Message}"));
        }
    }

    private ImageFailure? Refusal(string path, string full)
    {
        if (!RealPath.IsBelow(_source.Root, full))
        {
            return new ImageFailure(
                path, "outside the folder", $"{path} lies or leads outside {_source.Root}. Copy it into the folder.");
        }

        if (Directory.Exists(full))
        {
            return new ImageFailure(
                path,
                "folder",
                $"{path} is a folder or a link to one, which is not followed. Name it as \"images\" of its own run.");
        }

        return File.Exists(full)
            ? null
            : new ImageFailure(path, "missing", $"{path} does not exist below {_source.Root}.");
    }

    private void Accept(string id, string path, string full)
    {
        ImageProbeResult probe = run.Parts.Images.Probe(full);
        if (probe.Info is not { } info)
        {
            string message = probe.Message ?? $"{path} can't be read as an image.";
            _failures.Add(new ImageFailure(path, probe.Cause ?? "unreadable", message));
            return;
        }

        string sha = FileDigest.Of(full);
        if (_pathBySha.TryAdd(sha, path))
        {
            _images.Add(new ImageItem(id, path, sha, info.Width, info.Height)
            {
                Format = info.Format,
                Bytes = new FileInfo(full).Length,
            });
        }
        else
        {
            _failures.Add(new ImageFailure(path, Duplicate, $"{path} holds the same bytes as {_pathBySha[sha]}."));
        }
    }

    private void RequireImages(int files)
    {
        if (_images.Count == 0)
        {
            string reason = files == 0
                ? "it holds no file"
                : $"none of its {files} files can be used: {Summary()}; see {run.Folder.FailedImages}";
            throw new MpaException($"{run.Recipe.Images} gives no image to start from: {reason}.");
        }
    }

    private StageCounts Counts(int files) => new()
    {
        In = files,
        Out = new Dictionary<string, long> { ["images"] = _images.Count },
        Rejected = StageCounts.CountBy(Causes(duplicate: true)),
        Failed = StageCounts.CountBy(Causes(duplicate: false)),
    };

    private IEnumerable<string> Causes(bool duplicate) =>
        _failures.Select(failure => failure.Cause).Where(cause => cause == Duplicate == duplicate);

    private string Summary() => StageCounts.Tell(
        StageCounts.CountBy(_failures.Select(failure => failure.Cause)).Prepend(new("images", _images.Count)));
}
