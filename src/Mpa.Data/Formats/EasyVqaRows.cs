using System.Text.Json;
using Mpa.Data.FileTypes;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// easy-VQA as its package holds it (https://github.com/vzhou842/easy-VQA, easy_vqa/data): train and test, each with
/// questions.json, a list of [question, answer, image number], and images/NUMBER.png; answers.txt beside the two lists
/// every answer that there is. What kind of answer is wanted becomes the kind.
/// </summary>
internal static class EasyVqaRows
{
    /// <summary>As <c>--format</c> takes it.</summary>
    public const string Name = "easyvqa";

    private const string Questions = "questions.json";

    // Source: easy-VQA's gen_data/shape.py and gen_data/questions.py.
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["yes"] = "yes or no",
        ["no"] = "yes or no",
        ["circle"] = "shape",
        ["rectangle"] = "shape",
        ["triangle"] = "shape",
        ["black"] = "color",
        ["blue"] = "color",
        ["brown"] = "color",
        ["gray"] = "color",
        ["green"] = "color",
        ["red"] = "color",
        ["teal"] = "color",
        ["yellow"] = "color",
    };

    public static bool Fits(JsonElement row, string list) =>
        list == ""
        && Parts(row) is [{ ValueKind: JsonValueKind.String }, { ValueKind: JsonValueKind.String }, var image]
        && image.TryNumber(out _);

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        if (!Fits(raw.Fields, "") || Parts(raw.Fields) is not [var question, var answer, var image])
        {
            throw new RowException(
                "not a question", "the row must be a list of a question, its answer and the image's number");
        }

        string given = answer.GetString()!;
        if (facts.Answers?.Contains(given) == false)
        {
            throw new RowException("unknown answer", $"the answer \"{given}\" does not stand in answers.txt");
        }

        image.TryNumber(out long number);
        yield return new DataRow
        {
            Place = raw.Place,
            Id = raw.NumberedId,
            Image = new DataImage($"{number}", [$"images/{number}.png", $"{number}.png"]),
            Question = question.GetString(),
            Answers = [given],
            Kind = Kinds.GetValueOrDefault(given),
        };
    }

    /// <summary>The file of a folder that is a split; null for any other folder.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="lists">Full paths of its JSON files.</param>
    public static string? Of(string folder, IEnumerable<string> lists)
    {
        string? file = lists.FirstOrDefault(list => Path.GetFileName(list) == Questions);
        if (file is null || !Directory.Exists(Path.Combine(folder, "images")))
        {
            return null;
        }

        using JsonListReader reader = new(file);
        return reader.Enter("") is not null && reader.TryRead(out JsonElement first) && Fits(first, "") ? file : null;
    }

    /// <summary>The file of all answers, beside the questions or their folder; null where there is none.</summary>
    /// <param name="questions">Full path.</param>
    public static string? AnswersOf(string questions)
    {
        string folder = Path.GetDirectoryName(questions)!;
        return new[] { folder, Path.GetDirectoryName(folder) ?? folder }
            .Select(place => Path.Combine(place, "answers.txt"))
            .FirstOrDefault(File.Exists);
    }

    private static JsonElement[] Parts(JsonElement row) =>
        row.ValueKind == JsonValueKind.Array && row.GetArrayLength() == 3 ? [.. row.EnumerateArray()] : [];

    private static bool TryNumber(this JsonElement image, out long number)
    {
        number = 0;
        return image.ValueKind == JsonValueKind.Number && image.TryGetInt64(out number) && number >= 0;
    }
}
