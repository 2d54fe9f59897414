using System.Text.Json;

namespace Mpa.Tasks;

/// <summary>
/// Holds a JSON text to what of JSON schema says what an answer is: type, properties, required, items, enum. Other
/// words of a schema are for servers.
/// </summary>
internal static class JsonShape
{
    /// <summary>What is wrong, with the place; null for a text that keeps the schema.</summary>
    public static string? Problem(string schema, string text)
    {
        try
        {
            return Problem(JsonElement.Parse(schema), JsonElement.Parse(text), "it");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // half a character
        {
            return "it is no JSON";
        }
    }

    private static string? Problem(JsonElement schema, JsonElement value, string where)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return OfType(schema, value, where)
            ?? OfEnum(schema, value, where)
            ?? OfRequired(schema, value, where)
            ?? OfParts(schema, value, where);
    }

    private static string? OfType(JsonElement schema, JsonElement value, string where)
    {
        string[] types = !schema.TryGetProperty("type", out JsonElement type) ? []
            : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.ToString())]
            : [type.ToString()];
        return types.Length == 0 || types.Any(one => Is(value, one))
            ? null
            : $"{where} must be of type {string.Join(" or ", types)}";
    }

    private static bool Is(JsonElement value, string type) => (type, value.ValueKind) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("null", JsonValueKind.Null) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
        _ => false,
    };

    private static string? OfEnum(JsonElement schema, JsonElement value, string where) =>
        schema.TryGetProperty("enum", out JsonElement choices)
        && choices.ValueKind == JsonValueKind.Array
        && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value))
            ? $"{where} must be one of {choices.GetRawText()}"
            : null;

    private static string? OfRequired(JsonElement schema, JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("required", out JsonElement names)
        && names.ValueKind == JsonValueKind.Array
        && names.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.ToString(), out _))
            is { ValueKind: JsonValueKind.String } missing
            ? $"{where} lacks \"{missing}\""
            : null;

    private static string? OfParts(JsonElement schema, JsonElement value, string where) => value.ValueKind switch
    {
        JsonValueKind.Object when schema.TryGetProperty("properties", out JsonElement properties)
            && properties.ValueKind == JsonValueKind.Object => value.EnumerateObject()
                .Where(part => properties.TryGetProperty(part.Name, out _))
                .Select(part => Problem(properties.GetProperty(part.Name), part.Value, $"\"{part.Name}\""))
                .FirstOrDefault(problem => problem is not null),
        JsonValueKind.Array when schema.TryGetProperty("items", out JsonElement items) => value.EnumerateArray()
            .Select((part, index) => Problem(items, part, $"{where}[{index}]"))
            .FirstOrDefault(problem => problem is not null),
        _ => null,
    };
}
