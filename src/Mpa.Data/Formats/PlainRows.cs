using System.Text.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// Rows of (image, question, answers) in any JSON, JSONL, CSV or Parquet file, under the names that data sets on the
/// hub use.
/// </summary>
internal static class PlainRows
{
    /// <summary>Columns that can name the image.</summary>
    public static readonly string[] Images =
    [
        "image", "image_path", "img", "imgname", "image_file", "file_name", "filename", "path", "file_path", "images",
    ];

    /// <summary>Columns that can hold the question.</summary>
    public static readonly string[] Questions = ["question", "query"];

    private static readonly string[] Answers = ["answers", "answer", "label", "labels"];

    public static bool Fits(JsonElement row, string list) => Images.Any(name => row.Has(name));

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        IReadOnlyList<DataImage> images =
            DataImage.Of(raw, raw.Fields.ImagesOf(Images), image => [image, $"images/{image}"]);
        if (images.Count == 0)
        {
            throw new RowException("no image", $"the row names no image (one of {string.Join(", ", Images)})");
        }

        yield return new DataRow
        {
            Place = raw.Place,
            Id = raw.Fields.TextOrNull("id", "question_id", "questionId") ?? raw.NumberedId,
            Image = images[0],
            Further = [.. images.Skip(1)],
            Question = facts.QuestionColumn is { } column
                ? raw.Fields.TextOrNull(column)
                : raw.Fields.TextOrNull(Questions),
            Answers = raw.Fields.Answers(Answers),
            Slice = raw.Fields.TextOrNull("slice")
                ?? ChartSource(raw.Fields.TextOrNull("human_or_machine"))
                ?? raw.Fields.TextOrNull("dataset", "source"),
            Kind = raw.Fields.TextOrNull("kind", "question_type", "type"),
        };
    }

    // Source: the class names in the card of HuggingFaceM4/ChartQA.
    private static string? ChartSource(string? label) => label switch
    {
        "0" => "human",
        "1" => "augmented",
        _ => label,
    };
}
