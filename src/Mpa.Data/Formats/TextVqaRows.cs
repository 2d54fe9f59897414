using System.Text.Json;
using Mpa.Data.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// TextVQA 0.5.1 as published (https://textvqa.org/dataset): ten answers a question, none in the test split; images are
/// IMAGE_ID.jpg in train_images (which holds the validation images too) or test_images. OCR tokens, where a file has them, aren't read.
/// </summary>
internal static class TextVqaRows
{
    public static bool Fits(JsonElement row, string list) => list == "data" && row.Has("image_id", "question", "question_id");

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        string image = raw.Fields.Text("image_id");
        yield return new DataRow
        {
            Place = raw.Place,
            Id = raw.Fields.Text("question_id"),
            Image = new DataImage(image, [.. Folders(raw.Fields.TextOrNull("set_name")).Select(folder => $"{folder}{image}.jpg")], raw.Bytes),
            Question = raw.Fields.Text("question"),
            Answers = raw.Fields.Answers("answers"),
        };
    }

    private static string[] Folders(string? split) => split == "test"
        ? ["test_images/", ""]
        : ["train_images/", "train_val_images/train_images/", "", "test_images/"];
}
