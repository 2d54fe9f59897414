using System.Text.Json;
using Mpa.Data.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// OK-VQA as published (https://okvqa.allenai.org), in the layout of VQA v2 (https://visualqa.org): a file of questions, a file of
/// annotations, images by their COCO number. The knowledge category becomes the kind.
/// </summary>
internal static class OkVqaRows
{
    public static bool Fits(JsonElement row, string list) => list == "questions" && row.Has("image_id", "question", "question_id");

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
