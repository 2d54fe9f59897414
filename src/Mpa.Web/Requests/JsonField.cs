using System.Text.Json;

namespace Mpa.Web.Requests;

/// <summary>A value of a request with its place in it, so that an error can name both.</summary>
/// <param name="Path">Such as "messages[0].content"; empty for the request as a whole.</param>
/// <param name="Value">Undefined where the request has no such value.</param>
internal readonly record struct JsonField(string Path, JsonElement Value)
{
    private const int LongestEcho = 60;

    /// <summary>Missing, or null.</summary>
    public bool IsMissing => Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>A member of an object, missing if there is none.</summary>
    public JsonField this[string name] =>
        new(PathTo(name), Value.TryGetProperty(name, out JsonElement value) ? value : default);

    /// <summary>The place of a member; of a name without end its beginning.</summary>
    public string PathTo(string name) => Path.Length == 0 ? Shortened(name) : $"{Path}.{Shortened(name)}";

    /// <summary>The value as an object that has no other members than these.</summary>
    public JsonField Object(params IReadOnlyList<string> names)
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object");
        }

        foreach (JsonProperty member in Value.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                string path = PathTo(member.Name);
                string hint = NearestName.Of(member.Name, names) is { } near ? $" Did you mean \"{near}\"?" : "";
                throw ApiException.Invalid(path, $"\"{path}\" is not known here.{hint}", "unknown_parameter");
            }
        }

        return this;
    }

    /// <summary>The items of an array.</summary>
    public IReadOnlyList<JsonField> Items()
    {
        string path = Path;
        return Value.ValueKind == JsonValueKind.Array
            ? [.. Value.EnumerateArray().Select((item, i) => new JsonField($"{path}[{i}]", item))]
            : throw Wrong("an array");
    }

    public string Text() => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Wrong("a text");

    public bool Flag() =>
        Value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? Value.GetBoolean()
            : throw Wrong("true or false");

    public long Whole(long low, long high) =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out long number) && number >= low && number <= high
            ? number
            : throw Wrong(
                high >= int.MaxValue ? $"a whole number of {low} or more" : $"a whole number from {low} to {high}");

    public double Number(double low, double high, string expected) =>
        Value.ValueKind == JsonValueKind.Number
        && Value.TryGetDouble(out double number)
        && number >= low
        && number <= high
            ? number
            : throw Wrong(expected);

    /// <summary>The error for a value that is not what it must be.</summary>
    public ApiException Wrong(string expected)
    {
        string found = Value.ValueKind == JsonValueKind.Undefined
            ? "; it is missing"
            : $", not {Shortened(Value.GetRawText())}";
        return Path.Length == 0
            ? ApiException.Invalid(null, $"The request must be {expected}{found}.")
            : ApiException.Invalid(Path, $"{Path} must be {expected}{found}.");
    }

    /// <summary>The beginning of a text that is too long to be told.</summary>
    public static string Shortened(string text) => text.Length <= LongestEcho ? text : $"{text[..LongestEcho]}…";
}
