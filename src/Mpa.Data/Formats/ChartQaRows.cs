using Mpa.Data.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// ChartQA as published (https://github.com/vis-nlp/ChartQA): SPLIT_human.json and SPLIT_augmented.json beside a png folder; tables and
/// annotations aren't read. Who asked becomes the slice.
/// </summary>
internal static class ChartQaRows
{
    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        string image = raw.Fields.Text("imgname");
        yield return new DataRow
        {
            Place = raw.Place,
            Id = raw.Fields.TextOrNull("question_id") ?? raw.NumberedId,
            Image = new DataImage(image, [$"png/{image}", image, $"train/png/{image}", $"val/png/{image}", $"test/png/{image}"], raw.Bytes),
            Question = raw.Fields.Text("query"),
            Answers = raw.Fields.Answers("label"),
            Slice = Source(Path.GetFileName(raw.File)),
        };
    }

    private static string? Source(string file) => new[] { "human", "augmented" }.FirstOrDefault(source => file.Contains(source, StringComparison.OrdinalIgnoreCase));
}
