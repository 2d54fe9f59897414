using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Mpa.Data.Rows;

/// <summary>
/// Looks in a row for what is JSON by its form but can't be read: broken text, and keys that stand twice.
/// </summary>
internal static class SoundJson
{
    /// <summary>The problem of a row; null without one.</summary>
    public static RowProblem? ProblemOf(JsonElement row)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(row);
        if (!Utf8.IsValid(raw))
        {
            return new RowProblem("not UTF-8", "the row holds bytes that are no UTF-8; save the file as UTF-8");
        }

        try
        {
            // Only an escape can write half of a surrogate pair.
            return Walk(row, texts: raw.IndexOf("\\u"u8) >= 0);
        }
        catch (InvalidOperationException)
        {
            return new RowProblem(
                "half a letter",
                "a text holds one half of a surrogate pair (\\ud800 to \\udfff alone), which is no letter");
        }
    }

    private static RowProblem? Walk(JsonElement value, bool texts)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                HashSet<string> names = [];
                foreach (JsonProperty field in value.EnumerateObject())
                {
                    if (!names.Add(field.Name))
                    {
                        return new RowProblem("repeated key", $"the key \"{field.Name}\" stands in the row twice");
                    }

                    if (Walk(field.Value, texts) is { } problem)
                    {
                        return problem;
                    }
                }

                return null;
            case JsonValueKind.Array:
                return value.EnumerateArray()
                    .Select(item => Walk(item, texts))
                    .FirstOrDefault(found => found is not null);
            case JsonValueKind.String when texts:
                value.GetString();
                return null;
            default:
                return null;
        }
    }
}
