namespace Mpa.Torch.Tokenizers;

/// <summary>
/// What the tokenizers of transformers 4.49 that are built on SentencePiece do beside it, which differs between them:
/// tokenization_llama.py, tokenization_gemma.py and tokenization_internlm2.py of the InternVL2 folders.
/// </summary>
internal sealed record SentencePieceRules
{
    /// <summary>A begin token stands before a text unless tokenizer_config.json says otherwise.</summary>
    public bool AddsBegin { get; private init; }

    /// <summary>
    /// One space stands before the whole text, and none before what follows an added token ("legacy" false); else the
    /// model puts one before each text between two added tokens, or none.
    /// </summary>
    public bool SplitsWhole { get; private init; }

    /// <summary>Texts begin with a space (add_prefix_space), which decoding takes away.</summary>
    public bool PrefixSpace { get; private init; }

    /// <summary>Added tokens without a role stand between spaces in decoded text.</summary>
    public bool SpacesAround { get; private init; }

    /// <summary>Where decoding puts a space before a special token: from this place on; null for nowhere.</summary>
    public int? SpaceBeforeFrom { get; private init; }

    /// <summary>Every added token is kept apart when text is decoded, not those alone that have a role.</summary>
    public bool KeepsAddedApart { get; private init; }

    /// <summary>The rules of a folder.</summary>
    /// <exception cref="MpaException">It was saved by a tokenizer that isn't known here.</exception>
    public static SentencePieceRules Of(TokenizerConfigFile config) => config.Class switch
    {
        "" => new SentencePieceRules(),
        "LlamaTokenizer" => Llama(config.Flag("legacy", true), config.Flag("add_prefix_space", true)),
        "GemmaTokenizer" => new SentencePieceRules { AddsBegin = true, KeepsAddedApart = true },
        "InternLM2Tokenizer" => new SentencePieceRules { AddsBegin = true, SpacesAround = true, SpaceBeforeFrom = 0 },
        var other => throw config.Config["tokenizer_class"].Unsupported(
            $"{other} with a tokenizer.model (LlamaTokenizer, GemmaTokenizer and InternLM2Tokenizer are known)"),
    };

    private static SentencePieceRules Llama(bool legacy, bool prefixSpace) => new()
    {
        AddsBegin = true,
        SplitsWhole = !legacy,
        PrefixSpace = prefixSpace,
        SpacesAround = true,
        SpaceBeforeFrom = legacy ? 1 : null,
    };
}
