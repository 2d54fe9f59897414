namespace Mpa.Torch.Tokenizers;

/// <summary>Reads "pre_tokenizer": ByteLevel, Digits, Split and Sequences of them.</summary>
internal static class PreTokenizerReader
{
    /// <summary>Reads the steps in order.</summary>
    /// <exception cref="MpaException">A part is unknown, or none is ByteLevel.</exception>
    public static PreTokenizer Read(TokenizerNode root)
    {
        TokenizerNode node = root.Required("pre_tokenizer");
        List<TokenizerNode> parts = [.. Flatten(node)];
        if (parts.All(part => part.Type != "ByteLevel"))
        {
            throw node.Unsupported("without ByteLevel");
        }

        return new PreTokenizer([.. parts.Select(ReadStep)]);
    }

    private static IEnumerable<TokenizerNode> Flatten(TokenizerNode node) =>
        node.Type == "Sequence" ? node.Required("pretokenizers").Items().SelectMany(Flatten) : [node];

    private static SplitStep ReadStep(TokenizerNode node) => node.Type switch
    {
        "ByteLevel" => new SplitStep(
            node["use_regex"].IsNull || node["use_regex"].AsFlag() ? SplitPatterns.Compile(SplitPatterns.Gpt2) : null,
            PrefixSpace: node["add_prefix_space"].AsFlag()),
        "Digits" => new SplitStep(SplitPatterns.Compile(node["individual_digits"].AsFlag() ? SplitPatterns.Digit : SplitPatterns.Digit + "+")),
        "Split" => ReadSplit(node),
        _ => throw node.Unsupported($"of type {node.Type}"),
    };

    private static SplitStep ReadSplit(TokenizerNode node)
    {
        TokenizerNode pattern = node.Required("pattern").Required("Regex");
        bool keepGaps = (node.Required("behavior").AsText(), node["invert"].AsFlag()) switch
        {
            ("Isolated", _) => true,
            ("Removed", true) => false,
            var (behavior, invert) => throw node.Unsupported($"a split with behavior {behavior} and invert {invert}"),
        };
        try
        {
            return new SplitStep(SplitPatterns.Compile(pattern.AsText()), keepGaps);
        }
        catch (ArgumentException e)
        {
            throw new MpaException($"{pattern.File}: \"{pattern.Path}\" is no regular expression that .NET knows: {e.Message}", e);
        }
    }
}
