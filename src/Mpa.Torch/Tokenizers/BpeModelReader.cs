using System.Text.Json;

namespace Mpa.Torch.Tokenizers;

/// <summary>Reads "model": vocabulary, merges and options of a BPE.</summary>
internal static class BpeModelReader
{
    /// <summary>Reads the vocabulary: token text to id.</summary>
    public static Dictionary<string, int> ReadVocabulary(TokenizerNode model)
    {
        TokenizerNode node = model.Required("vocab");
        node.Expect(JsonValueKind.Object, "an object of tokens and ids");
        Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in node.Value.EnumerateObject())
        {
            vocabulary[entry.Name] = new TokenizerNode(node.File, $"{node.Path}[\"{entry.Name}\"]", entry.Value).AsId();
        }

        return vocabulary;
    }

    /// <summary>Reads the model over its vocabulary.</summary>
    /// <exception cref="MpaException">It is not a byte-level BPE, or a merge or the unknown token is not in the vocabulary.</exception>
    public static BpeModel Read(TokenizerNode model, IReadOnlyDictionary<string, int> vocabulary)
    {
        Check(model);
        string? unknown = model["unk_token"].IsNull ? null : model["unk_token"].AsText();
        if (unknown is not null && !vocabulary.ContainsKey(unknown))
        {
            throw new MpaException($"{model.File}: the unknown token \"{unknown}\" is not in model.vocab.");
        }

        MergeTable merges = new(ReadMerges(model.Required("merges"), vocabulary));
        return new BpeModel(vocabulary, merges, unknown, model["fuse_unk"].AsFlag(), model["ignore_merges"].AsFlag());
    }

    private static void Check(TokenizerNode model)
    {
        if (!model["type"].IsNull && model.Type != "BPE")
        {
            throw model["type"].Unsupported(model.Type);
        }

        if (model["byte_fallback"].AsFlag())
        {
            throw model["byte_fallback"].Unsupported("true (a SentencePiece vocabulary)");
        }

        foreach (string affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (!model[affix].IsNull && model[affix].AsText().Length > 0)
            {
                throw model[affix].Unsupported($"\"{model[affix].AsText()}\"");
            }
        }
    }

    private static Dictionary<ulong, Merge> ReadMerges(TokenizerNode node, IReadOnlyDictionary<string, int> vocabulary)
    {
        node.Expect(JsonValueKind.Array, "a list");
        Dictionary<ulong, Merge> merges = new(node.Value.GetArrayLength());
        int rank = 0;
        foreach (JsonElement item in node.Value.EnumerateArray())
        {
            (string left, string right) = ReadPair(new TokenizerNode(node.File, $"{node.Path}[{rank}]", item));
            merges[MergeTable.Key(Id(left), Id(right))] = new Merge(rank, Id(left + right));
            rank++;
        }

        return merges;

        int Id(string token) => vocabulary.TryGetValue(token, out int id)
            ? id
            : throw new MpaException($"{node.File}: merge {rank} needs the token \"{token}\", which is not in model.vocab.");
    }

    /// <summary>A merge is "a b" in older files and ["a", "b"] in newer ones.</summary>
    private static (string Left, string Right) ReadPair(TokenizerNode node)
    {
        string[] parts = node.Value.ValueKind == JsonValueKind.String
            ? node.AsText().Split(' ')
            : [.. node.Items().Select(item => item.AsText())];
        return parts.Length == 2 ? (parts[0], parts[1]) : throw node.Bad("a pair of tokens");
    }
}
