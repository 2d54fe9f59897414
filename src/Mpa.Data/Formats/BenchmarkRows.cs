using System.Text.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// TextVQA 0.5.1 as published (https://textvqa.org/dataset): ten answers a question, none in the test split; images are
/// IMAGE_ID.jpg in train_images (which holds the validation images too) or test_images. OCR tokens, where a file has
/// them, aren't read.
/// </summary>
internal static class TextVqaRows
{
    public static bool Fits(JsonElement row, string list) =>
        list == "data" && row.Has("image_id", "question", "question_id");

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        string image = raw.Fields.Text("image_id");
        yield return new DataRow
        {
            Place = raw.Place,
            Id = raw.Fields.Text("question_id"),
            Image = new DataImage(
                image,
                [.. Folders(raw.Fields.TextOrNull("set_name")).Select(folder => $"{folder}{image}.jpg")],
                raw.OnlyBytes),
            Question = raw.Fields.Text("question"),
            Answers = raw.Fields.Answers("answers"),
        };
    }

    private static string[] Folders(string? split) => split == "test"
        ? ["test_images/", ""]
        : ["train_images/", "train_val_images/train_images/", "", "test_images/"];
}

/// <summary>
/// ST-VQA task 1 as published (https://rrc.cvc.uab.es/?ch=11): file_path is relative to the image folder and begins
/// with the source (coco-text, VisualGenome …), which becomes the slice. The test split has no answers.
/// </summary>
internal static class StVqaRows
{
    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        string path = raw.Fields.Text("file_path");
        yield return new DataRow
        {
            Place = raw.Place,
            Id = raw.Fields.TextOrNull("question_id") ?? raw.NumberedId,
            Image = new DataImage(
                path,
                [path, $"data/{path}", $"train/data/{path}", $"images/{path}", $"train_imgs/{path}"],
                raw.OnlyBytes),
            Question = raw.Fields.Text("question"),
            Answers = raw.Fields.Answers("answers"),
            Slice = raw.Fields.TextOrNull("dataset") ?? (path.Contains('/') ? path[..path.IndexOf('/')] : null),
        };
    }
}

/// <summary>
/// ChartQA as published (https://github.com/vis-nlp/ChartQA): SPLIT_human.json and SPLIT_augmented.json beside a png
/// folder; tables and annotations aren't read. Who asked becomes the slice.
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
            Image = new DataImage(
                image,
                [$"png/{image}", image, $"train/png/{image}", $"val/png/{image}", $"test/png/{image}"],
                raw.OnlyBytes),
            Question = raw.Fields.Text("query"),
            Answers = raw.Fields.Answers("label"),
            Slice = Source(Path.GetFileName(raw.File)),
        };
    }

    private static string? Source(string file) =>
        Array.Find(["human", "augmented"], source => file.Contains(source, StringComparison.OrdinalIgnoreCase));
}
