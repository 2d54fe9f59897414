using System.Text.Json;
using Mpa.Data.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>OK-VQA as the MPA release holds it: questions and answers in one list, by COCO number; or the questions of an image together under "qas".</summary>
internal static class MpaCombinedRows
{
    public static bool Fits(JsonElement row, string list) =>
        list == "" && row.Has("image_id") && (row.Has("qas") || row.Has("question", "question_id", "answers"))
        && long.TryParse(JsonFields.Scalar(row.GetProperty("image_id")), out _);

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        DataImage image = DataImage.OfCoco(raw.Fields.Number("image_id"), subset: null) with { Bytes = raw.Bytes };
        IEnumerable<JsonElement> questions = raw.Fields.TryGetProperty("qas", out JsonElement qas) && qas.ValueKind == JsonValueKind.Array
            ? qas.EnumerateArray()
            : [raw.Fields];
        return questions.Select(question => new DataRow
        {
            Place = raw.Place,
            Id = question.Text("question_id"),
            Image = image,
            Question = question.Text("question"),
            Answers = question.Answers("answers"),
        });
    }
}
