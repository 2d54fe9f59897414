using System.Text.Json;
using Mpa.Data.FileTypes;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// OK-VQA as published (https://okvqa.allenai.org), in the layout of VQA v2 (https://visualqa.org): a file of
/// questions, a file of annotations, images by their COCO number. The knowledge category becomes the kind.
/// </summary>
internal static class OkVqaRows
{
    public static bool Fits(JsonElement row, string list) =>
        list == "questions" && row.Has("image_id", "question", "question_id");

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        string id = raw.Fields.Text("question_id");
        string? type = null;
        IReadOnlyList<string> answers = facts.Annotations?.Find(id, out type) ?? [];
        yield return new DataRow
        {
            Place = raw.Place,
            Id = id,
            Image = DataImage.OfCoco(raw.Fields.Number("image_id"), facts.CocoSubset),
            Question = raw.Fields.Text("question"),
            Answers = answers,
            Kind = type is null ? null : facts.Annotations!.Header.GetValueOrDefault($"question_types.{type}", type),
        };
    }
}

/// <summary>
/// The annotations file of VQA v2's layout: answers by question. It is held in memory, since nothing says that it has
/// the order of the questions; equal answers are held once.
/// </summary>
internal sealed class VqaAnnotations
{
    private readonly Dictionary<string, (IReadOnlyList<string> Answers, string? Type)> _byQuestion = [];
    private readonly Dictionary<string, string> _pool = [];

    /// <summary>The texts beside the list, such as the names of the question types.</summary>
    public required IReadOnlyDictionary<string, string> Header { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="MpaException">It is damaged, or a row is not an annotation.</exception>
    public static VqaAnnotations Read(string file)
    {
        VqaAnnotations annotations = new() { Header = JsonHeader.Read(file) };
        foreach (RawRow row in JsonRows.OfList(file, "annotations"))
        {
            try
            {
                annotations.Add(row.Problem is { } problem ? throw new RowException(problem) : row.Fields);
            }
            catch (RowException error)
            {
                throw new MpaException(
                    $"{file}: {row.Place}: {error.Message}. Expected VQA v2's question_id and answers; "
                        + "mend or remove the row.",
                    error);
            }
        }

        return annotations;
    }

    /// <summary>
    /// The partner of a questions file by the official names (OpenEnded_mscoco_val2014_questions.json and
    /// mscoco_val2014_annotations.json).
    /// </summary>
    public static string PartnerOf(string questions)
    {
        string name = Path.GetFileName(questions)
            .Replace("OpenEnded_", "", StringComparison.Ordinal)
            .Replace("questions", "annotations", StringComparison.Ordinal);
        return Path.Combine(Path.GetDirectoryName(questions)!, name);
    }

    /// <summary>The questions file of an annotations file; null when it isn't there.</summary>
    public static string? QuestionsOf(string annotations)
    {
        string name = Path.GetFileName(annotations).Replace("annotations", "questions", StringComparison.Ordinal);
        string folder = Path.GetDirectoryName(annotations)!;
        return new[] { $"OpenEnded_{name}", name }
            .Select(file => Path.Combine(folder, file))
            .FirstOrDefault(file => file != annotations && File.Exists(file));
    }

    /// <summary>The answers to a question, and its type; null when there are none.</summary>
    public IReadOnlyList<string>? Find(string question, out string? type)
    {
        bool found = _byQuestion.TryGetValue(question, out (IReadOnlyList<string> Answers, string? Type) row);
        type = row.Type;
        return found ? row.Answers : null;
    }

    private void Add(JsonElement row)
    {
        string? type = row.TextOrNull("question_type") is { } stated ? Pooled(stated) : null;
        _byQuestion[row.Text("question_id")] = ([.. row.Answers("answers").Select(Pooled)], type);
    }

    private string Pooled(string text) => _pool.TryGetValue(text, out string? known) ? known : _pool[text] = text;
}
