using System.Text.Json;

namespace Mpa.Torch.Tokenizers;

/// <summary>A place in a tokenizer.json that knows its file and path, so that every error can name both.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Path">The place, such as "model.vocab".</param>
/// <param name="Value">What stands there.</param>
internal readonly record struct TokenizerNode(string File, string Path, JsonElement Value)
{
    /// <summary>Whether nothing or null stands here.</summary>
    public bool IsNull => Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>The "type" of this part.</summary>
    public string Type => Required("type").AsText();

    /// <summary>A property; undefined if it is missing.</summary>
    public TokenizerNode this[string name] => new(
        File,
        Path.Length == 0 ? name : $"{Path}.{name}",
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out JsonElement value) ? value : default);

    /// <summary>A property that must be there.</summary>
    /// <exception cref="MpaException">It is missing or null.</exception>
    public TokenizerNode Required(string name) => this[name] is { IsNull: false } node
        ? node
        : throw new MpaException($"{File}: \"{this[name].Path}\" is missing. Take the tokenizer.json of a byte-level BPE model.");

    /// <summary>The items of an array.</summary>
    public IEnumerable<TokenizerNode> Items()
    {
        Expect(JsonValueKind.Array, "a list");
        (string file, string path) = (File, Path);
        return Value.EnumerateArray().Select((item, index) => new TokenizerNode(file, $"{path}[{index}]", item));
    }

    /// <summary>The value as text.</summary>
    public string AsText()
    {
        Expect(JsonValueKind.String, "a text");
        return Value.GetString()!;
    }

    /// <summary>The value as a whole number of 0 or more.</summary>
    public int AsId() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out int id) && id >= 0 ? id : throw Bad("a token id");

    /// <summary>The value as true or false; false if it is missing.</summary>
    public bool AsFlag() => !IsNull && (Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Bad("true or false"));

    /// <summary>The error of a value that is understood but not supported.</summary>
    public MpaException Unsupported(string what) =>
        new($"{File}: \"{Path}\" is {what}, which is not supported. Byte-level BPE is, as GPT-2, SmolLM2 and Qwen2 have it.");

    /// <summary>The error of a value of the wrong kind.</summary>
    public MpaException Bad(string expected) => new($"{File}: \"{Path}\" should be {expected}, not {Value.ValueKind}.");

    /// <summary>Fails unless the value is of a kind.</summary>
    public void Expect(JsonValueKind kind, string expected)
    {
        if (Value.ValueKind != kind)
        {
            throw Bad(expected);
        }
    }
}
