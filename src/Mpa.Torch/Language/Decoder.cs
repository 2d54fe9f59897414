using Mpa.Torch.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = Mpa.Torch.Layers.Embedding;

namespace Mpa.Torch.Language;

/// <summary>A Llama-like text decoder without its head: vectors in, hidden states out.</summary>
internal sealed class Decoder : nn.Module
{
    [ComponentName(Name = "embed_tokens")]
    private readonly Embedding _embeddings;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<DecoderLayer> _layers;

    [ComponentName(Name = "norm")]
    private readonly RmsNorm _norm;

    private readonly DecoderConfig _config;

    public Decoder(DecoderConfig config, TensorPlace place)
        : base(nameof(Decoder))
    {
        _config = config;
        _embeddings = new Embedding(config.VocabularySize, config.HiddenSize, config.PaddingId, place);
        _layers = new ModuleList<DecoderLayer>([.. Enumerable.Range(0, config.Layers).Select(_ => new DecoderLayer(config, place))]);
        _norm = new RmsNorm(config.HiddenSize, config.NormEpsilon, place);
        RegisterComponents();
    }

    public Embedding Embeddings => _embeddings;

    /// <summary>
    /// embeds: [B, L, D]; positions: [B, L]; mask: [B, 1, L, S] (true = may be looked at), or null where no row is padded
    /// on the left → hidden states [B, L, D].
    /// </summary>
    public Tensor Forward(Tensor embeds, Tensor positions, Tensor? mask, KeyValueCache? cache = null)
    {
        Rotary rotary = Rotary.At(positions, _config, embeds.dtype);
        Tensor x = embeds; // [B, L, D]
        for (int i = 0; i < _layers.Count; i++)
        {
            // What a layer makes on the way is let go of with it (autograd holds on to what it needs).
            using DisposeScope scope = NewDisposeScope();
            x = _layers[i].Forward(x, rotary, mask, cache?[i], cache?.Length ?? 0).MoveToOuterDisposeScope(); // [B, L, D]
        }

        cache?.Advance(embeds.shape[1]);
        return _norm.Forward(x); // [B, L, D]
    }
}
