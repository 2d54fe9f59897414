using System.Text.Json;

namespace Mpa.Annotation;

/// <summary>Reads a reply that is, or holds, a JSON object with a question and an answer.</summary>
internal static class JsonReply
{
    private static readonly string[] QuestionNames = ["question", "q"];
    private static readonly string[] AnswerNames = ["answer", "a"];

    /// <summary>Null when the reply holds no such object.</summary>
    public static (string? Question, string? Answer, string? Detail)? Read(string reply)
    {
        int start = reply.IndexOfAny(['{', '[']);
        int end = reply.LastIndexOfAny(['}', ']']);
        if (start < 0 || end <= start)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(reply[start..(end + 1)]);
            (string Question, string Answer)[] pairs = [.. Pairs(document.RootElement)];
            return pairs.Length == 0
                ? null
                : (pairs[0].Question, pairs[0].Answer, LabeledReply.MorePairs(pairs.Length));
        }
        catch (JsonException)
        {
            return null; // braces that are not JSON: the labels are looked for
        }
    }

    private static IEnumerable<(string Question, string Answer)> Pairs(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany(Pairs);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return (Value(element, QuestionNames), Value(element, AnswerNames)) is ({ } question, { } answer)
            ? [(question, answer)]
            : element.EnumerateObject().SelectMany(property => Pairs(property.Value));
    }

    private static string? Value(JsonElement element, string[] names) =>
        element.EnumerateObject()
            .Where(property => names.Contains(property.Name.Trim().ToLowerInvariant()))
            .Select(property => Text(property.Value))
            .FirstOrDefault(text => text is not null);

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "Yes",
        JsonValueKind.False => "No",
        _ => null,
    };
}
