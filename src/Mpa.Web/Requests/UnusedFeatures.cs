using System.Text.Json;

namespace Mpa.Web.Requests;

/// <summary>Features of the protocol that are not built here: their neutral values pass, others are refused.</summary>
internal static class UnusedFeatures
{
    private const string NoPenalty = "not built here; leave it at 0, and use repetition_penalty";

    private static readonly Dictionary<string, (Func<JsonElement, bool> IsNeutral, string Advice)> Features = new()
    {
        ["n"] = (
            value => IsNumber(value, 1),
            "one reply is written a request; leave it at 1 and send several requests, with a seed each"),
        ["frequency_penalty"] = (value => IsNumber(value, 0), NoPenalty),
        ["presence_penalty"] = (value => IsNumber(value, 0), NoPenalty),
        ["logit_bias"] = (IsEmpty, "not built here; leave it out"),
        ["tools"] = (IsEmpty, "these models call no tools; leave it out"),
        ["tool_choice"] = (IsNoneOrAuto, "these models call no tools; leave it out"),
        ["functions"] = (IsEmpty, "these models call no functions; leave it out"),
        ["function_call"] = (IsNoneOrAuto, "these models call no functions; leave it out"),
        ["response_format"] = (IsPlainText, "only {\"type\": \"text\"} is built here; ask for the form in the prompt"),
        ["modalities"] = (IsTextOnly, "text is all that is written; leave it out"),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Members { get; } = [.. Features.Keys];

    /// <exception cref="ApiException">The request asks for one of them.</exception>
    public static void Check(JsonField root)
    {
        foreach ((string name, (Func<JsonElement, bool> isNeutral, string advice)) in Features)
        {
            JsonField field = root[name];
            if (!field.IsMissing && !isNeutral(field.Value))
            {
                throw ApiException.Invalid(name, $"{name}: {advice}.", "unsupported_value");
            }
        }
    }

    private static bool IsNumber(JsonElement value, double neutral) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number == neutral;

    private static bool IsText(JsonElement value, string neutral) =>
        value.ValueKind == JsonValueKind.String && value.ValueEquals(neutral);

    private static bool IsNoneOrAuto(JsonElement value) => IsText(value, "none") || IsText(value, "auto");

    private static bool IsTextOnly(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => IsText(item, "text"));

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    private static bool IsPlainText(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("type", out JsonElement type)
        && IsText(type, "text");
}
