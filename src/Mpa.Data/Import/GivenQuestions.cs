using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Data.Import;

/// <summary>The images that a file of rows names, each once, with the user's own questions about them.</summary>
/// <param name="request">Names the column of the questions, or none.</param>
internal sealed class GivenQuestions(DataRequest request)
{
    private readonly OrderedDictionary<string, List<string>> _images = [];

    /// <summary>Images, in the order of the rows.</summary>
    public IReadOnlyList<string> Images => [.. _images.Keys];

    /// <summary>How many images.</summary>
    public int Count => _images.Count;

    /// <summary>The questions of those images that have some, each once.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ByImage => _images
        .Where(pair => pair.Value.Count > 0)
        .ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value);

    /// <summary>Whether the image came already.</summary>
    public bool Holds(string image) => _images.ContainsKey(image);

    /// <summary>Takes a row.</summary>
    /// <param name="image">Path or name of the image.</param>
    /// <param name="question">Taken only where the recipe names a column.</param>
    public void Add(string image, string? question)
    {
        _images.TryAdd(image, []);
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

    /// <summary>Writes the questions for a later session; nothing where there are none.</summary>
    public void Write(string path)
    {
        if (request.Questions is not null)
        {
            JsonLines.Replace(path, ByImage.Select(pair => new AskedImage(pair.Key, pair.Value)));
        }
    }

    /// <summary>Reads what was written.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string path) =>
        JsonLines.Read<AskedImage>(path).ToDictionary(row => row.Image, row => row.Questions);

    private sealed record AskedImage(string Image, IReadOnlyList<string> Questions);
}
