using System.Text.Json;
using Mpa.Data.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>
/// The training layout of LLaVA, Qwen-VL trainers and the MPA release: id, image, conversations of human and gpt in turn. Each turn of
/// both is a row; the image's place holder is taken out of the question.
/// </summary>
internal static class ConversationRows
{
    private const string Placeholder = "<image>";

    public static IEnumerable<DataRow> Read(RawRow raw, FileFacts facts)
    {
        string image = raw.Fields.Text("image");
        string id = raw.Fields.TextOrNull("id") ?? raw.NumberedId;
        (string From, string Value)[] turns = [.. Turns(raw.Fields)];
        for (int i = 0; i < turns.Length; i += 2)
        {
            if (i + 1 == turns.Length || turns[i].From is not ("human" or "user") || turns[i + 1].From is not ("gpt" or "assistant"))
            {
                throw new RowException("wrong conversations", $"turn {i + 1} must be one of human and one of gpt, in this order");
            }

            yield return new DataRow
            {
                Place = raw.Place,
                Id = i == 0 ? id : $"{id}#{(i / 2) + 1}",
                Image = new DataImage(image, [image], raw.Bytes),
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
