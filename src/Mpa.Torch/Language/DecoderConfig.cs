using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Language;

/// <summary>
/// What a text decoder is, whatever its family: <see cref="Decoder"/> is built from this and nothing else.
/// </summary>
internal sealed record DecoderConfig
{
    /// <summary>More than any model has: a network of a damaged number of layers is never begun.</summary>
    public const int MostLayers = 1000;

    /// <summary>Width of a token's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Rows of the embedding table.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Longest prompt and reply together, in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Every layer's attention.</summary>
    public required AttentionConfig Attention { get; init; }

    /// <summary>Every layer's MLP.</summary>
    public required MlpConfig Mlp { get; init; }

    /// <summary>Rotary positions.</summary>
    public required RotaryConfig Rotary { get; init; }

    /// <summary>Every norm over a token's vector.</summary>
    public required NormConfig Norm { get; init; }

    /// <summary>Which norms stand where in a layer.</summary>
    public BlockKind Block { get; init; } = BlockKind.Sequential;

    /// <summary>Token whose embedding gets no gradient; null for none.</summary>
    public int? PaddingId { get; init; }

    /// <summary>The head is the embedding table; no head is stored.</summary>
    public bool TieEmbeddings { get; init; }

    /// <summary>The head has a bias (Phi-2).</summary>
    public bool HeadBias { get; init; }

    /// <summary>What embeddings and image features are multiplied by (Gemma: √width).</summary>
    public double EmbeddingScale { get; init; } = 1;

    /// <summary>logits become cap · tanh(logits / cap) (Gemma-2); null for none.</summary>
    public double? LogitsCap { get; init; }

    /// <summary>Itself, when its numbers fit one another.</summary>
    /// <param name="text">Where they stand, for the message.</param>
    /// <exception cref="MpaException">They don't.</exception>
    public DecoderConfig Checked(ConfigReader text)
    {
        if (Attention.Heads % Attention.KeyValueHeads != 0)
        {
            throw text.Wrong(
                "num_key_value_heads",
                Attention.KeyValueHeads,
                $"a divisor of num_attention_heads {Attention.Heads}");
        }

        return PaddingId is null || (PaddingId >= 0 && PaddingId < VocabularySize)
            ? this
            : throw text.Wrong("pad_token_id", PaddingId, $"null, or an id below vocab_size {VocabularySize}");
    }
}

/// <summary>Grouped-query attention.</summary>
internal sealed record AttentionConfig
{
    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; each serves Heads / KeyValueHeads query heads.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of a head.</summary>
    public required int HeadDim { get; init; }

    /// <summary>How the projections to queries, keys and values are stored.</summary>
    public QueryKeyValue Projection { get; init; } = QueryKeyValue.Apart;

    /// <summary>Biases on the projections to queries, keys and values.</summary>
    public bool Bias { get; init; }

    /// <summary>A bias on the projection out of attention.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Norms of queries and keys before they are rotated.</summary>
    public HeadNorm HeadNorm { get; init; } = HeadNorm.None;

    /// <summary>What products of queries and keys are divided by, squared; null: the width of a head.</summary>
    public double? ScoreWidth { get; init; }

    /// <summary>Scores become cap · tanh(scores / cap) (Gemma-2); null for none.</summary>
    public double? ScoresCap { get; init; }

    /// <summary>A token sees itself and so many before it, less one; null: all.</summary>
    public int? Window { get; init; }

    /// <summary>Layers with the window: all, or every so many of them, the first included (Gemma-2: 2).</summary>
    public int WindowEvery { get; init; } = 1;

    /// <summary>The window of a layer; null where it sees all.</summary>
    public int? WindowOf(int layer) => layer % WindowEvery == 0 ? Window : null;

    /// <summary>Rows of the projection to queries: heads times their width may exceed an int.</summary>
    public long Queries => (long)Heads * HeadDim;

    /// <summary>Rows of the projection to keys, and of that to values.</summary>
    public long Keys => (long)KeyValueHeads * HeadDim;
}

/// <summary>How the projections to queries, keys and values are stored.</summary>
internal enum QueryKeyValue
{
    /// <summary>Three matrices.</summary>
    Apart,

    /// <summary>One: all queries, all keys, all values (Phi-3).</summary>
    Joined,

    /// <summary>One: for each key head its queries, its key, its value (InternLM2).</summary>
    Grouped,
}

/// <summary>Norms of queries and keys.</summary>
internal enum HeadNorm
{
    /// <summary>None.</summary>
    None,

    /// <summary>A layer norm with a bias, the same for all heads (Phi).</summary>
    Shared,

    /// <summary>A layer norm without a bias, one a head (StableLM-2 12B).</summary>
    Each,
}

/// <summary>Where a layer's norms stand.</summary>
internal enum BlockKind
{
    /// <summary>x + attention(norm(x)), then x + mlp(norm(x)).</summary>
    Sequential,

    /// <summary>x + attention(n) + mlp(n), n = norm(x) (Phi-2, StableLM-2 12B).</summary>
    Parallel,

    /// <summary>Sequential, with a norm behind attention and MLP too (Gemma-2).</summary>
    Sandwich,
}
