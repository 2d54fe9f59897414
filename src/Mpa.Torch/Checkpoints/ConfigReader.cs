using System.Text.Json;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// Typed access to an object of a JSON file: an absent key or null takes the default, a wrong type is an error that
/// names file and key.
/// </summary>
internal sealed class ConfigReader
{
    private readonly string _file;
    private readonly string _path;
    private readonly JsonElement _element;

    private ConfigReader(string file, string path, JsonElement element)
    {
        _file = file;
        _path = path;
        _element = element;
    }

    /// <summary>Opens a JSON file whose root is an object.</summary>
    public static ConfigReader Open(string file)
    {
        try
        {
            return new ConfigReader(file, "", JsonDocument.Parse(File.ReadAllBytes(file)).RootElement);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw new MpaException($"{file}: cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>The object under a key; an empty one if it is absent.</summary>
    public ConfigReader Section(string key) =>
        new(_file, $"{_path}{key}.", Find(key, JsonValueKind.Object) ?? JsonDocument.Parse("{}").RootElement);

    public bool Has(string key) => Value(key) is not null;

    public int Int(string key, int fallback) => OptionalInt(key) ?? fallback;

    public int? OptionalInt(string key) => Find(key, JsonValueKind.Number) is not { } value
        ? null
        : value.TryGetInt32(out int number) ? number : throw Wrong(key, value, "a whole number");

    public double Double(string key, double fallback) => Find(key, JsonValueKind.Number)?.GetDouble() ?? fallback;

    public string Text(string key, string fallback) => Find(key, JsonValueKind.String)?.GetString() ?? fallback;

    public bool Bool(string key, bool fallback) => Value(key) is not { } value
        ? fallback
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(key, value, "true or false");

    /// <summary>A string, or null if the key is absent or holds something else.</summary>
    public string? OptionalText(string key) =>
        Value(key) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A list of strings; empty if the key is absent or holds a single string.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        Value(key) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => item.ToString())]
            : [];

    /// <summary>One id or a list of ids.</summary>
    public IReadOnlyList<int> Ids(string key) => Value(key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Number } one => [one.GetInt32()],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Select(id => id.GetInt32())],
        { } other => throw Wrong(key, other, "an id or a list of ids"),
    };

    /// <summary>A list of numbers.</summary>
    public IReadOnlyList<double> Numbers(string key, IReadOnlyList<double> fallback)
    {
        if (Find(key, JsonValueKind.Array) is not { } list)
        {
            return fallback;
        }

        return list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
            : throw Wrong(key, list, "numbers");
    }

    /// <summary>The error for a value that cannot be used.</summary>
    public MpaException Wrong(string key, object value, string expected) =>
        new($"{_file}: \"{_path}{key}\" is {value}; expected {expected}.");

    private JsonElement? Find(string key, JsonValueKind kind) => Value(key) is not { } value
        ? null
        : value.ValueKind == kind ? value : throw Wrong(key, value, kind.ToString().ToLowerInvariant());

    private JsonElement? Value(string key) =>
        _element.ValueKind == JsonValueKind.Object
        && _element.TryGetProperty(key, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
