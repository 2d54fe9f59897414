using Mpa.Data.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// ST-VQA task 1 as published (https://rrc.cvc.uab.es/?ch=11): file_path is relative to the image folder and begins with the source
/// (coco-text, VisualGenome …), which becomes the slice. The test split has no answers.
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
            Image = new DataImage(path, [path, $"data/{path}", $"train/data/{path}", $"images/{path}", $"train_imgs/{path}"], raw.Bytes),
            Question = raw.Fields.Text("question"),
            Answers = raw.Fields.Answers("answers"),
            Slice = raw.Fields.TextOrNull("dataset") ?? (path.Contains('/') ? path[..path.IndexOf('/')] : null),
        };
    }
}
