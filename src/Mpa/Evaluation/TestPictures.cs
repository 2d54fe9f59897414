using System.Collections.Concurrent;
using Mpa.Asking;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>
/// What models are shown of a test's questions; each file is hashed once for all who take the test. Safe for several
/// threads: requests to a server are made while its replies are read.
/// </summary>
internal sealed class TestPictures(RunSession run, TestSplit split)
{
    private readonly ItemParts _files = new(run);
    private readonly ConcurrentDictionary<string, IReadOnlyList<ImagePart>> _hashed = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<ImagePart>> _looked = [];

    /// <summary>The images of a question as a model is shown them.</summary>
    public IReadOnlyList<RequestImage> Shown(TestQuestion question, ModelReference model) =>
    [
        .. Of(question, model).Select(part => new RequestImage(part.FullPath(split.Root, run.Folder), part.Sha256)),
    ];

    /// <summary>What of a question's images decides how they reach a model.</summary>
    public KeyedItem Keyed(TestQuestion question, ModelReference model) => KeyedItem.Of(Of(question, model));

    // A file that shows itself is looked at only for a served model: no other asks about more than its hash.
    private IReadOnlyList<ImagePart> Of(TestQuestion question, ModelReference model)
    {
        bool isLooked = model.Server is not null || run.Recipe.ImagesMost > 1 || question.Images is not null;
        return (isLooked ? _looked : _hashed).GetOrAdd(question.Image, _ => Read(question, isLooked));
    }

    private IReadOnlyList<ImagePart> Read(TestQuestion question, bool isLooked)
    {
        (string Path, string Full)[] files =
            [.. split.FilesOf(question).Select(file => (file, split.FullPath(file)))];
        if (files is [var only] && !isLooked && !ItemParts.IsDocument(only.Full))
        {
            return [new ImagePart(only.Path, FileDigest.Of(only.Full), 0, 0)];
        }

        LookedAt item = files is [var one]
            ? _files.OfFile(one.Path, one.Full)
            : _files.OfFiles(files, isList: question.Images is not null);
        return item.Parts
            ?? (item.IsUnreadable && files is [var bad]
                ? [new ImagePart(bad.Path, FileDigest.Of(bad.Full), 0, 0)] // its row tells why there is no answer
                : throw new MpaException($"The test's question {question.Id}: {item.Message}"));
    }
}
