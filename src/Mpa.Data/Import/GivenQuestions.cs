using System.Text.Json.Serialization;
using Mpa.Files;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Import;

/// <summary>The images that a file of rows names, each once, with the user's own questions about them.</summary>
/// <param name="request">Names the column of the questions, or none.</param>
internal sealed class GivenQuestions(DataRequest request)
{
    private readonly OrderedDictionary<string, List<string>> _images = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _several = [];

    /// <summary>Images, in the order of the rows.</summary>
    public IReadOnlyList<string> Images => [.. _images.Keys];

    /// <summary>How many images.</summary>
    public int Count => _images.Count;

    /// <summary>The questions of those images that have some, each once.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ByImage => _images
        .Where(pair => pair.Value.Count > 0)
        .ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value);

    /// <summary>The files of those items that are several, by their joined paths.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Several => _several;

    /// <summary>Whether the item came already.</summary>
    public bool Holds(IReadOnlyList<string> files) => _images.ContainsKey(ImageSource.JoinedPath(files));

    /// <summary>Takes a row.</summary>
    /// <param name="files">Paths or names of its images.</param>
    /// <param name="question">Taken only where the recipe names a column.</param>
    public void Add(IReadOnlyList<string> files, string? question)
    {
        string image = ImageSource.JoinedPath(files);
        if (_images.TryAdd(image, []) && files.Count > 1)
        {
            _several.Add(image, files);
        }

        List<string> questions = _images[image];
        if (request.Questions is not null && question?.Trim() is { Length: > 0 } words && !questions.Contains(words))
        {
            questions.Add(words);
        }
    }

    /// <exception cref="MpaException">A column was named, and no row has a question in it.</exception>
    public void Require(DataSet data)
    {
        if (request.Questions is { } column && _images.Count > 0 && _images.Values.All(asked => asked.Count == 0))
        {
            throw new MpaException(
                $"images.questions: no row of {data.Path} has a question in the column \"{column}\" ({data.Title})");
        }
    }

    /// <summary>Writes the items for a later session; nothing where all are images without a question.</summary>
    public void Write(string path)
    {
        if (request.Questions is not null || _several.Count > 0)
        {
            JsonLines.Replace(path, _images.Select(pair => new AskedImage(
                pair.Key, pair.Value, _several.GetValueOrDefault(pair.Key))));
        }
    }

    /// <summary>The source as it was written.</summary>
    /// <param name="source">With every file that was taken out.</param>
    /// <param name="path">Full path of what was written.</param>
    public static ImageSource Read(ImageSource source, string path)
    {
        IReadOnlyList<AskedImage> items = JsonLines.Read<AskedImage>(path);
        return source with
        {
            Paths = items.Any(item => item.Files is not null) ? [.. items.Select(item => item.Image)] : source.Paths,
            Questions = items.Where(item => item.Questions.Count > 0)
                .ToDictionary(item => item.Image, item => item.Questions),
            Several = items.Where(item => item.Files is not null).ToDictionary(item => item.Image, item => item.Files!),
        };
    }

    private sealed record AskedImage(
        string Image,
        IReadOnlyList<string> Questions,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Files = null);
}
