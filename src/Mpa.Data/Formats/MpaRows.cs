using System.Text.Json;
using Mpa.Data.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// What the release of the MPA paper writes (its scripts PA.py, PI.py, evaluate.py): the pair that the stage is about is named
/// predicted_…, PA_… or GT_…. The human question that PA.py copies beside its own isn't read.
/// </summary>
internal static class MpaRows
{
    private static readonly string[] Prefixes = ["predicted", "PA", "GT"];

    public static bool Fits(JsonElement row, string list) => row.Has("image_path") && PrefixOf(row) is not null;

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        string prefix = PrefixOf(raw.Fields) ?? throw new RowException("no question", "the row has no predicted_question, PA_question or GT_question");
        string path = raw.Fields.Text("image_path");
        yield return new DataRow
        {
            Place = raw.Place,
            Id = raw.Fields.TextOrNull("question_id") ?? raw.NumberedId,
            Image = new DataImage(path, [path], raw.Bytes),
            Question = raw.Fields.Text($"{prefix}_question"),
            Answers = [raw.Fields.Text($"{prefix}_answer")],
        };
    }

    private static string? PrefixOf(JsonElement row) => Prefixes.FirstOrDefault(prefix => row.Has($"{prefix}_question"));
}
