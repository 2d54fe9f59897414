using System.Text.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// What the release of the MPA paper writes (its scripts PA.py, PI.py, evaluate.py): the pair that the stage is about
/// is named predicted_…, PA_… or GT_…. The human question that PA.py copies beside its own isn't read.
/// </summary>
internal static class MpaRows
{
    private static readonly string[] Prefixes = ["predicted", "PA", "GT"];

    public static bool Fits(JsonElement row, string list) => row.Has("image_path") && PrefixOf(row) is not null;

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        string prefix = PrefixOf(raw.Fields)
            ?? throw new RowException("no question", "the row has no predicted_question, PA_question or GT_question");
        string path = raw.Fields.Text("image_path");
        yield return new DataRow
        {
            Place = raw.Place,
            Id = raw.Fields.TextOrNull("question_id") ?? raw.NumberedId,
            Image = new DataImage(path, [path], raw.OnlyBytes),
            Question = raw.Fields.Text($"{prefix}_question"),
            Answers = [raw.Fields.Text($"{prefix}_answer")],
        };
    }

    private static string? PrefixOf(JsonElement row) =>
        Prefixes.FirstOrDefault(prefix => row.Has($"{prefix}_question"));
}

/// <summary>
/// OK-VQA as the MPA release holds it: questions and answers in one list, by COCO number; or the questions of an image
/// together under "qas".
/// </summary>
internal static class MpaCombinedRows
{
    public static bool Fits(JsonElement row, string list) =>
        list == "" && row.Has("image_id") && (row.Has("qas") || row.Has("question", "question_id", "answers"))
        && long.TryParse(RowFields.Scalar(row.GetProperty("image_id")), out _);

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        DataImage image = DataImage.OfCoco(raw.Fields.Number("image_id"), subset: null) with { Bytes = raw.OnlyBytes };
        bool together = raw.Fields.TryGetProperty("qas", out JsonElement qas) && qas.ValueKind == JsonValueKind.Array;
        IEnumerable<JsonElement> questions = together ? qas.EnumerateArray() : [raw.Fields];
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

/// <summary>
/// The training layout of LLaVA, Qwen-VL trainers and the MPA release: id, image, conversations in which human
/// and gpt alternate. Each turn of both is a row; the image's place holder is taken out of the question.
/// </summary>
internal static class ConversationRows
{
    private const string Placeholder = "<image>";

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        IReadOnlyList<DataImage> images =
            DataImage.Of(raw, raw.Fields.ImagesOf("image", "images"), image => [image]);
        if (images.Count == 0)
        {
            throw new RowException("no image", "the row has no \"image\"");
        }

        string id = raw.Fields.TextOrNull("id") ?? raw.NumberedId;
        (string From, string Value)[] turns = [.. Turns(raw.Fields)];
        for (int i = 0; i < turns.Length; i += 2)
        {
            bool answered = i + 1 < turns.Length && turns[i + 1].From is "gpt" or "assistant";
            if (!answered || turns[i].From is not ("human" or "user"))
            {
                throw new RowException(
                    "wrong conversations", $"turn {i + 1} must be one of human and one of gpt, in this order");
            }

            yield return new DataRow
            {
                Place = raw.Place,
                Id = i == 0 ? id : $"{id}#{(i / 2) + 1}",
                Image = images[0],
                Further = [.. images.Skip(1)],
                Question = turns[i].Value.Replace(Placeholder, "", StringComparison.Ordinal).Trim(),
                Answers = [turns[i + 1].Value],
            };
        }
    }

    private static IEnumerable<(string From, string Value)> Turns(JsonElement row)
    {
        JsonElement turns = row.GetProperty("conversations");
        return turns.ValueKind == JsonValueKind.Array && turns.GetArrayLength() > 0
            ? turns.EnumerateArray().Select(turn => (turn.Text("from", "role"), turn.Text("value", "content")))
            : throw new RowException("wrong conversations", "\"conversations\" must be a list of turns");
    }
}
