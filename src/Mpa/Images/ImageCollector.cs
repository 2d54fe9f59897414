using System.Globalization;
using Mpa.Asking;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Images;

/// <summary>
/// Looks at every file that may be an image. A bad one is a row with its cause; the run goes on without it.
/// </summary>
internal sealed class ImageCollector(RunSession run, Stage stage) : IDisposable
{
    private const string Duplicate = "duplicate image";

    private readonly ImageSource _source = run.OpenImages(DataAccess.Extract);
    private readonly IReadOnlyDictionary<string, string> _tests = TestImages.Of(run, DataAccess.Extract).BySha();
    private readonly Dictionary<UInt128, string> _pathBySha = [];
    private readonly CollectCounts _counts = new();
    private readonly ItemParts _parts = new(run);
    private readonly JsonLinesDraft<ImageItem> _images = new(run.Folder.Images);
    private readonly JsonLinesDraft<ImageFailure> _failures = new(run.Folder.FailedImages);
    private (string File, string Test)? _shared;
    private Confinement? _confinement;

    public StageCounts Run(CancellationToken cancellation)
    {
        RemoveOldFiles();
        IReadOnlyList<string> paths = _source.Paths;
        IReadOnlyDictionary<string, string> ids = ImageIds.Of(_source);
        foreach (string path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            Look(path, ids[path]);
            run.Report(stage, _counts.Files, paths.Count, _counts.Summary);
        }

        _source.Refused.ToList().ForEach(Fail);
        _failures.Finish();
        TestImages.Require(run, _counts.Of(TestImages.Cause), _shared);
        RequireImages();
        _images.Finish();
        return _counts.Complete();
    }

    public void Dispose()
    {
        _images.Dispose();
        _failures.Dispose();
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
        try
        {
            LookedAt item = LookAt(path);
            if (item.Parts is { } parts)
            {
                Accept(id, path, item, parts);
            }
            else
            {
                Fail(new ImageFailure(path, item.Cause!, item.Message!));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail(new ImageFailure(path, "unreadable", $"{path} can't be read: {error.Message}"));
        }
    }

    private LookedAt LookAt(string path)
    {
        (string Path, string Full)[] files =
            [.. _source.FilesOf(path).Select(file => (file, Path.Combine(_source.Root, file)))];
        LookedAt? refused = files.Select(file => Refusal(file.Path, file.Full)).FirstOrDefault(one => one is not null);
        bool isList = run.Recipe.ImageItems != Recipe.Folders;
        return refused
            ?? (files is [var only] ? _parts.OfFile(only.Path, only.Full) : _parts.OfFiles(files, isList));
    }

    private LookedAt? Refusal(string path, string full)
    {
        _confinement ??= new Confinement(_source.Root);
        if (!_confinement.Holds(full))
        {
            return LookedAt.Failed("outside the folder", RealPath.Outside(path, _source.Root));
        }

        if (Directory.Exists(full))
        {
            return LookedAt.Failed(
                "folder",
                $"{path} is a folder or a link to one, which is not followed. Name it as \"images\" of its own run.");
        }

        return File.Exists(full)
            ? null
            : LookedAt.Failed("missing", $"{path} does not exist below {_source.Root}.");
    }

    private void Accept(string id, string path, LookedAt item, IReadOnlyList<ImagePart> parts)
    {
        bool isFile = parts is [{ Frame: null }] && parts[0].Path == path;
        string sha = KeyedItem.Of(parts).Sha256;
        if (!_pathBySha.TryAdd(UInt128.Parse(sha.AsSpan(0, 32), NumberStyles.HexNumber), path))
        {
            string first = _pathBySha[UInt128.Parse(sha.AsSpan(0, 32), NumberStyles.HexNumber)];
            string asked = _source.Questions.ContainsKey(path) ? " Give its questions to that image." : "";
            Fail(new ImageFailure(path, Duplicate, $"{path} holds the same bytes as {first}.{asked}"));
        }
        else if (TestOf(item, parts) is var (shared, test))
        {
            _shared ??= (Path.Combine(_source.Root, shared), test);
            string message = $"{shared} holds the bytes of {test}, which is in the test.";
            Fail(new ImageFailure(path, TestImages.Cause, message));
        }
        else
        {
            _images.Add(new ImageItem(id, path, sha, parts[0].Width, parts[0].Height)
            {
                Format = isFile ? parts[0].Format : null,
                Bytes = parts.Sum(part => part.Bytes),
                Notes = item.Notes.Count > 0 ? item.Notes : null,
                Questions = _source.Questions.GetValueOrDefault(path),
                Parts = isFile ? null : parts,
            });
            _counts.AddImage(item.Notes);
        }
    }

    /// <summary>The item's file that holds the bytes of a test image, and that image; null for none.</summary>
    private (string File, string Test)? TestOf(LookedAt item, IReadOnlyList<ImagePart> parts)
    {
        foreach ((string path, string sha) in parts.Select(part => (part.Path, item.Source ?? part.Sha256)))
        {
            if (_tests.TryGetValue(sha, out string? test))
            {
                return (path, test);
            }
        }

        return null;
    }

    private void Fail(ImageFailure failure)
    {
        _failures.Add(failure);
        _counts.AddFailure(failure.Cause, rejected: failure.Cause is Duplicate or TestImages.Cause);
    }

    private void RequireImages()
    {
        if (_counts.Images == 0)
        {
            string reason = _counts.Files == 0
                ? "it holds no file"
                : $"none of its {_counts.Files} files can be used: {_counts.Summary}; see {run.Folder.FailedImages}";
            throw new MpaException($"{run.Recipe.Images} gives no image to start from: {reason}.");
        }
    }
}
