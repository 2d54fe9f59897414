using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers;

/// <summary>Reads "model": vocabulary, merges and options of a BPE.</summary>
internal static class BpeModelReader
{
    /// <summary>Reads the vocabulary: token text to id.</summary>
    public static Dictionary<string, int> ReadVocabulary(TokenizerNode model) => ReadTokens(model.Required("vocab"));

    /// <summary>Reads an object of tokens and ids.</summary>
    public static Dictionary<string, int> ReadTokens(TokenizerNode node)
    {
        node.Expect(JsonValueKind.Object, "an object of tokens and ids");
        Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in node.Value.EnumerateObject())
        {
            vocabulary[entry.Name] = new TokenizerNode(node.File, $"{node.Path}[\"{entry.Name}\"]", entry.Value).AsId();
        }

        return vocabulary;
    }

    /// <summary>Reads the model over its vocabulary.</summary>
    /// <exception cref="MpaException">
    /// It is no BPE, or a merge or the unknown token is not in the vocabulary.
    /// </exception>
    public static BpeModel Read(TokenizerNode model, Dictionary<string, int> vocabulary)
    {
        Check(model);
        string? unknown = model["unk_token"].IsNull ? null : model["unk_token"].AsText();
        if (unknown is not null && !vocabulary.ContainsKey(unknown))
        {
            throw new MpaException($"{model.File}: the unknown token \"{unknown}\" is not in model.vocab.");
        }

        MergeTable merges = new(ReadMerges(model.File, model.Required("merges").Items().Select(ReadPair), vocabulary));
        IBpeSymbols symbols = model["byte_fallback"].AsFlag()
            ? new CharacterSymbols(vocabulary)
            : new ByteSymbols(vocabulary);
        return new BpeModel(
            symbols,
            merges,
            unknown is null ? null : vocabulary[unknown],
            FusesUnknown: model["fuse_unk"].AsFlag(),
            IgnoresMerges: model["ignore_merges"].AsFlag());
    }

    private static void Check(TokenizerNode model)
    {
        if (!model["type"].IsNull && model.Type != "BPE")
        {
            throw model["type"].Unsupported(model.Type);
        }

        foreach (string affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (!model[affix].IsNull && model[affix].AsText().Length > 0)
            {
                throw model[affix].Unsupported($"\"{model[affix].AsText()}\"");
            }
        }
    }

    /// <summary>Reads merges in their order.</summary>
    /// <exception cref="MpaException">One needs a token that the vocabulary lacks.</exception>
    public static Dictionary<ulong, Merge> ReadMerges(
        string file, IEnumerable<(string Left, string Right)> pairs, IReadOnlyDictionary<string, int> vocabulary)
    {
        Dictionary<ulong, Merge> merges = [];
        int rank = 0;
        foreach ((string left, string right) in pairs)
        {
            merges[MergeTable.Key(Id(left), Id(right))] = new Merge(rank, Id(left + right));
            rank++;
        }

        return merges;

        int Id(string token) => vocabulary.TryGetValue(token, out int id)
            ? id
            : throw new MpaException(
                $"{file}: merge {rank} needs the token \"{token}\", which is not in the vocabulary.");
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

/// <summary>Reads "pre_tokenizer": ByteLevel, Digits, Split, Metaspace and Sequences of them.</summary>
internal static class PreTokenizerReader
{
    // Known ones have less than 500 characters.
    private const int LongestPattern = 10_000;

    /// <summary>Reads the steps in order.</summary>
    /// <exception cref="MpaException">A part is unknown, or the model is over bytes and none is ByteLevel.</exception>
    public static PreTokenizer Read(TokenizerNode root, bool overCharacters)
    {
        TokenizerNode node = overCharacters ? root["pre_tokenizer"] : root.Required("pre_tokenizer");
        IReadOnlyList<TokenizerNode> parts = node.Parts("pretokenizers");
        bool overBytes = parts.Any(part => part.Type == "ByteLevel");
        if (overBytes == overCharacters)
        {
            throw overBytes
                ? root["model"]["byte_fallback"].Unsupported("true (a SentencePiece vocabulary) beside ByteLevel")
                : node.Unsupported("without ByteLevel");
        }

        return new PreTokenizer([.. parts.Select(ReadStep)]);
    }

    private static IWordStep ReadStep(TokenizerNode node) => node.Type switch
    {
        "ByteLevel" => new SplitStep(
            node["use_regex"].IsNull || node["use_regex"].AsFlag() ? SplitPatterns.Compile(SplitPatterns.Gpt2) : null,
            PrefixSpace: node["add_prefix_space"].AsFlag()),
        "Digits" => new SplitStep(SplitPatterns.Compile(
            node["individual_digits"].AsFlag() ? SplitPatterns.Digit : SplitPatterns.Digit + "+")),
        "Split" => ReadSplit(node),
        "Metaspace" => MetaspaceStep.Read(node),
        _ => throw node.Unsupported($"of type {node.Type}"),
    };

    private static SplitStep ReadSplit(TokenizerNode node)
    {
        TokenizerNode text = node.Required("pattern")["String"];
        TokenizerNode pattern = text.IsNull ? node.Required("pattern").Required("Regex") : text;
        SplitGaps gaps = (node.Required("behavior").AsText(), node["invert"].AsFlag()) switch
        {
            ("Isolated", _) => SplitGaps.Kept,
            ("Removed", true) => SplitGaps.Dropped,
            ("MergedWithPrevious", false) => SplitGaps.Joined,
            var (behavior, invert) => throw node.Unsupported($"a split with behavior {behavior} and invert {invert}"),
        };
        if (pattern.AsText().Length > LongestPattern)
        {
            throw pattern.Unsupported($"a pattern of {pattern.AsText().Length:N0} characters");
        }

        try
        {
            string expression = text.IsNull ? pattern.AsText() : Regex.Escape(text.AsText());
            return new SplitStep(SplitPatterns.Compile(expression), gaps);
        }
        catch (ArgumentException e)
        {
            throw new MpaException(
                $"{pattern.File}: \"{pattern.Path}\" is no regular expression that .NET knows: {e.Message}", e);
        }
    }
}

/// <summary>Reads "post_processor": the ids that a template puts before and after a text (none in ByteLevel).</summary>
internal static class PostProcessorReader
{
    /// <summary>The ids before and after the text.</summary>
    /// <exception cref="MpaException">
    /// The post-processor is of another type, or its template is not understood.
    /// </exception>
    public static (IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix) Read(TokenizerNode node)
    {
        List<int> prefix = [];
        List<int> suffix = [];
        foreach (TokenizerNode part in node.Parts("processors"))
        {
            if (part.Type == "TemplateProcessing")
            {
                ReadTemplate(part, prefix, suffix);
            }
            else if (part.Type != "ByteLevel")
            {
                throw part.Unsupported($"of type {part.Type}");
            }
        }

        return (prefix, suffix);
    }

    private static void ReadTemplate(TokenizerNode node, List<int> prefix, List<int> suffix)
    {
        List<int> ids = prefix;
        foreach (TokenizerNode piece in node.Required("single").Items())
        {
            if (!piece["Sequence"].IsNull)
            {
                ids = suffix;
                continue;
            }

            string name = piece.Required("SpecialToken").Required("id").AsText();
            TokenizerNode token = node.Required("special_tokens").Required(name);
            ids.AddRange(token.Required("ids").Items().Select(id => id.AsId()));
        }
    }
}
