using System.Text.Json;

namespace Mpa.Torch.Tokenizers;

/// <summary>A place in a tokenizer.json that knows its file and path, so that every error can name both.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Path">The place, such as "model.vocab".</param>
/// <param name="Value">What stands there.</param>
internal readonly record struct TokenizerNode(string File, string Path, JsonElement Value)
{
    /// <summary>
    /// Ids are below this: the largest vocabularies have a quarter of a million, and a table of all ids is kept.
    /// </summary>
    public const int Ids = 1 << 22;

    // Each part works inside or after the one before it; known files have three.
    private const int MostParts = 32;

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
        : throw new MpaException(
            $"{File}: \"{this[name].Path}\" is missing. Take the file of the model's publisher.");

    /// <summary>The items of an array.</summary>
    public IEnumerable<TokenizerNode> Items()
    {
        Expect(JsonValueKind.Array, "a list");
        (string file, string path) = (File, Path);
        return Value.EnumerateArray().Select((item, index) => new TokenizerNode(file, $"{path}[{index}]", item));
    }

    /// <summary>The parts of a "Sequence", however deep they stand; of another part itself, of null none.</summary>
    /// <param name="items">What a sequence calls its list.</param>
    /// <exception cref="MpaException">There are more than any file has.</exception>
    public IReadOnlyList<TokenizerNode> Parts(string items)
    {
        List<TokenizerNode> parts = [.. Flatten(this, items).Take(MostParts + 1)];
        return parts.Count <= MostParts
            ? parts
            : throw Unsupported($"a sequence of more than {MostParts} parts");
    }

    /// <summary>The value as text.</summary>
    public string AsText()
    {
        Expect(JsonValueKind.String, "a text");
        return Value.GetString()!;
    }

    /// <summary>The value as a whole number from 0 to less than <see cref="Ids"/>.</summary>
    public int AsId()
    {
        if (Value.ValueKind != JsonValueKind.Number || !Value.TryGetInt32(out int id) || id < 0)
        {
            throw Bad("a token id");
        }

        return id < Ids
            ? id
            : throw new MpaException($"{File}: \"{Path}\" is {id}; expected a token id from 0 to {Ids - 1:N0}.");
    }

    /// <summary>The value as true or false; false if it is missing.</summary>
    public bool AsFlag() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => false,
        _ => throw Bad("true or false"),
    };

    /// <summary>The error of a value that is understood but not supported.</summary>
    public MpaException Unsupported(string what) => new(
        $"{File}: \"{Path}\" is {what}, which is not supported. "
        + "BPE over bytes is, as GPT-2, SmolLM2 and Qwen2 have it, and BPE with byte_fallback, as Llama has it.");

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

    private static IEnumerable<TokenizerNode> Flatten(TokenizerNode node, string items)
    {
        if (node.IsNull)
        {
            return [];
        }

        return node.Type == "Sequence"
            ? node.Required(items).Items().SelectMany(part => Flatten(part, items))
            : [node];
    }
}
