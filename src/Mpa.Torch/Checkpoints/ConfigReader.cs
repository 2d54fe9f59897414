using System.Text.Json;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// Typed access to an object of a JSON file: an absent key or null takes the default, a wrong type is an error that
/// names file and key.
/// </summary>
internal sealed class ConfigReader
{
    // A message that can be read.
    private const int Shown = 200;

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
            JsonElement root = JsonFile.Parse(file).RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new ConfigReader(file, "", root)
                : throw new MpaException($"{file}: holds {root.ValueKind}; expected an object.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new MpaException($"{file}: cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>The file's name.</summary>
    public string FileName => Path.GetFileName(_file);

    /// <summary>The keys of this object.</summary>
    public IEnumerable<string> Keys => _element.ValueKind == JsonValueKind.Object
        ? _element.EnumerateObject().Select(property => property.Name).Distinct(StringComparer.Ordinal)
        : [];

    /// <summary>The object under a key; an empty one if it is absent.</summary>
    public ConfigReader Section(string key) =>
        new(_file, $"{_path}{key}.", Find(key, JsonValueKind.Object) ?? JsonDocument.Parse("{}").RootElement);

    public bool Has(string key) => Value(key) is not null;

    public int Int(string key, int fallback) => OptionalInt(key) ?? fallback;

    public int? OptionalInt(string key) => Find(key, JsonValueKind.Number) is not { } value
        ? null
        : value.TryGetInt32(out int number) ? number : throw Wrong(key, value, "a whole number");

    /// <summary>A whole number from 1 to <paramref name="most"/>.</summary>
    public int Count(string key, int fallback, int most = int.MaxValue)
    {
        int count = Int(key, fallback);
        return count >= 1 && count <= most
            ? count
            : throw Wrong(key, count, most == int.MaxValue ? "1 or more" : $"1 to {most}");
    }

    public double Double(string key, double fallback) => Find(key, JsonValueKind.Number) is not { } value
        ? fallback
        : value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(key, value, "a finite number");

    /// <summary>A number above 0.</summary>
    public double Positive(string key, double fallback) => Double(key, fallback) is > 0 and var number
        ? number
        : throw Wrong(key, Double(key, fallback), "a number above 0");

    /// <summary>Whether the key holds an object.</summary>
    public bool IsObject(string key) => Value(key) is { ValueKind: JsonValueKind.Object };

    /// <summary>Whether the key says anything: not null, false, an empty list or an empty object.</summary>
    public bool IsSet(string key) => Value(key) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() > 0,
        { ValueKind: JsonValueKind.Object } section => section.EnumerateObject().Any(),
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Length > 0,
        _ => true,
    };

    public string Text(string key, string fallback) => Find(key, JsonValueKind.String)?.GetString() ?? fallback;

    /// <summary>Refuses all but the names that a family has; an absent key is the first.</summary>
    /// <exception cref="MpaException">It is another.</exception>
    public void Require(string key, params string[] names)
    {
        if (Text(key, names[0]) is var given && !names.Contains(given))
        {
            throw Wrong(key, given, $"\"{names[0]}\", the only one this family has");
        }
    }

    /// <summary>Refuses all but one value of a key that may be absent.</summary>
    /// <exception cref="MpaException">It is another.</exception>
    public void RequireOnly(string key, string only)
    {
        if (Has(key) && Raw(key).Trim('"') is var given && given != only)
        {
            throw Wrong(key, given, $"{only}, the only one that released models have");
        }
    }

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
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Select(id => Id(key, id))],
        { } one => [Id(key, one)],
    };

    /// <summary>The value as the file writes it.</summary>
    public string Raw(string key) => Value(key)?.GetRawText() ?? "null";

    /// <summary>A list of numbers.</summary>
    public IReadOnlyList<double> Numbers(string key, IReadOnlyList<double> fallback)
    {
        if (Find(key, JsonValueKind.Array) is not { } list)
        {
            return fallback;
        }

        return list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && IsFinite(item))
            ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
            : throw Wrong(key, list, "numbers");
    }

    private static bool IsFinite(JsonElement number) =>
        number.TryGetDouble(out double value) && double.IsFinite(value);

    private int Id(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int id)
            ? id
            : throw Wrong(key, value, "an id or a list of ids");

    /// <summary>The error for a value that cannot be used.</summary>
    public MpaException Wrong(string key, object value, string expected) =>
        new($"{_file}: \"{_path}{key}\" is {Short($"{value}")}; expected {expected}.");

    private static string Short(string value)
    {
        string line = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Shown ? line : $"{line[..Shown]}…";
    }

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
