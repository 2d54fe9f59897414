using System.Text.Json;
using Mpa.Reports.Quality;

namespace Mpa.Reports.Annotations;

/// <summary>What a file of pseudo annotations holds.</summary>
/// <param name="Pairs">At least one.</param>
/// <param name="Dropped">Rows that this program dropped, by cause.</param>
public sealed record AnnotationRows(IReadOnlyList<QuotedPair> Pairs, IReadOnlyDictionary<string, int> Dropped);

/// <summary>
/// Reads a file of pseudo annotations for the report: a JSON list of objects, or one object a line, as this program
/// (1-annotations.jsonl) and the release of the MPA authors (predicted_question, predicted_answer, image_path) write
/// them.
/// </summary>
public static class AnnotationsFile
{
    private const long MostBytes = 1L << 30;

    private static readonly string[] Questions = ["predicted_question", "question"];
    private static readonly string[] Answers = ["predicted_answer", "answer"];
    private static readonly string[] Images = ["image_path", "image", "imageId", "image_id", "imgname"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>
    /// The rows, in the order of the file. One whose question or answer is missing, null or no text counts as a pair
    /// with an empty one, and one whose text is broken as an empty pair; one that this program dropped, and says why,
    /// as none.
    /// </summary>
    /// <exception cref="MpaException">
    /// The file isn't there, is too large or isn't of that form; the message names the place.
    /// </exception>
    public static AnnotationRows Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new MpaException($"{path}: there is no such file of annotations");
        }

        if (file.Length > MostBytes)
        {
            throw new MpaException(
                $"{path} has {file.Length:N0} bytes; a file of annotations may have {MostBytes:N0}. Split it.");
        }

        IReadOnlyList<(QuotedPair Pair, string? Cause)> rows =
            StartsWithBracket(path) ? ReadList(path) : ReadLines(path);
        QuotedPair[] pairs = [.. rows.Where(row => row.Cause is null).Select(row => row.Pair)];
        Dictionary<string, int> dropped =
            rows.Select(row => row.Cause).OfType<string>().CountBy(cause => cause).ToDictionary();
        return pairs.Length > 0
            ? new AnnotationRows(pairs, dropped)
            : throw new MpaException($"{path} holds no annotation.");
    }

    private static bool StartsWithBracket(string path)
    {
        using StreamReader reader = new(path);
        int letter = reader.Read();
        while (letter >= 0 && char.IsWhiteSpace((char)letter))
        {
            letter = reader.Read();
        }

        return letter == '[';
    }

    private static IReadOnlyList<(QuotedPair Pair, string? Cause)> ReadList(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using JsonDocument document = Parse(() => JsonDocument.Parse(stream, Strict), path);
        return [.. document.RootElement.EnumerateArray().Select((row, index) => Pair(row, $"{path}: row {index + 1}"))];
    }

    private static IReadOnlyList<(QuotedPair Pair, string? Cause)> ReadLines(string path)
    {
        List<(QuotedPair Pair, string? Cause)> pairs = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                using JsonDocument row = Parse(() => JsonDocument.Parse(line, Strict), $"{path}:{number}");
                pairs.Add(Pair(row.RootElement, $"{path}:{number}"));
            }
        }

        return pairs;
    }

    private static JsonDocument Parse(Func<JsonDocument> parse, string where)
    {
        try
        {
            return parse();
        }
        catch (JsonException error)
        {
            string reason = error.Message.ReplaceLineEndings(" ");
            throw new MpaException($"{where}: not valid JSON ({reason}). Was the file cut off?", error);
        }
    }

    private static (QuotedPair Pair, string? Cause) Pair(JsonElement row, string where)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new MpaException($"{where} is {Kind(row)}, but an annotation is an object with question and answer");
        }

        try
        {
            JsonElement question = Find(row, Questions) ?? throw Lacks(where, "question", Questions);
            JsonElement answer = Find(row, Answers) ?? throw Lacks(where, "answer", Answers);
            string? image = Find(row, Images) is { } name && Text(name) is { Length: > 0 } text ? text : null;
            string? cause = row.TryGetProperty("cause", out JsonElement why) ? Text(why) : null;
            return (new QuotedPair(Text(question), Text(answer), image), string.IsNullOrEmpty(cause) ? null : cause);
        }
        catch (InvalidOperationException)
        {
            return (new QuotedPair("", "", null), null); // half of a surrogate pair, or bytes that are no UTF-8
        }
    }

    private static JsonElement? Find(JsonElement row, string[] names)
    {
        foreach (string name in names)
        {
            if (row.TryGetProperty(name, out JsonElement value))
            {
                return value;
            }
        }

        return null;
    }

    private static MpaException Lacks(string where, string what, string[] names) =>
        new($"{where} has no {what}; it may be called {string.Join(" or ", names)}");

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        var kind => $"a {kind.ToString().ToLowerInvariant()}",
    };
}
