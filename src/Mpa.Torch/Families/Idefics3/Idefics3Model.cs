using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>
/// Idefics3 (arXiv 2408.12637), the architecture of SmolVLM (arXiv 2504.05299): image features stand in the prompt's
/// vectors at the places of the image token.
/// </summary>
internal sealed class Idefics3Model : nn.Module
{
    [ComponentName(Name = "model")]
    private readonly Idefics3Trunk _trunk;

    [ComponentName(Name = "lm_head")]
    private readonly Linear? _head;

    public Idefics3Model(Idefics3Config config, TensorPlace place)
        : base(nameof(Idefics3Model))
    {
        Config = config;
        _trunk = new Idefics3Trunk(config, place);
        _head = config.Text.TieEmbeddings ? null : new Linear(config.Text.HiddenSize, config.Text.VocabularySize, bias: false, place);
        RegisterComponents();
    }

    public Idefics3Config Config { get; }

    /// <summary>Element type of the weights, and so of the hidden states.</summary>
    public ScalarType Dtype => _trunk.Text.Embeddings.Weight.dtype;

    /// <summary>Loads a hub-layout folder. Weights stored in another type are converted one tensor at a time.</summary>
    public static Idefics3Model Load(string folder, TensorPlace place)
    {
        Idefics3Model model = new(Idefics3Config.Load(folder), place);
        using Checkpoint checkpoint = new(folder);

        // Some tied checkpoints store the head beside the table it equals.
        string[] ignored = model.Config.Text.TieEmbeddings ? ["lm_head.weight"] : [];
        WeightLoader.Load(model, checkpoint, "an Idefics3 model", ignored);
        return model;
    }

    /// <summary>pixels: [tiles, 3, side, side] → tower output [tiles, patches, D].</summary>
    public Tensor Vision(Tensor pixels, IReadOnlyList<bool[,]>? masks = null) => _trunk.Vision.Forward(pixels, masks);

    /// <summary>pixels: [tiles, 3, side, side] → features [tiles, tokens a tile, hidden].</summary>
    public Tensor Features(Tensor pixels, IReadOnlyList<bool[,]>? masks = null) => _trunk.Connector.Forward(Vision(pixels, masks));

    /// <summary>ids: [B, L]; features: [tiles, tokens a tile, hidden] in reading order, or null without images → [B, L, hidden].</summary>
    public Tensor Embed(Tensor ids, Tensor? features)
    {
        Tensor embeds = _trunk.Text.Embeddings.Forward(ids); // [B, L, D]
        if (features is null)
        {
            return embeds;
        }

        Tensor places = ids.flatten().IsEqual(Config.ImageTokenId).nonzero().flatten(); // [image tokens]
        Tensor flat = features.view(-1, embeds.shape[2]); // [image tokens, D]
        if (places.shape[0] != flat.shape[0])
        {
            throw new MpaException($"The prompt has {places.shape[0]} image tokens, but its images give {flat.shape[0]} features.");
        }

        return embeds.view(-1, embeds.shape[2]).index_copy(0, places, flat).view(embeds.shape); // [B, L, D]
    }

    /// <summary>embeds: [B, L, D], positions: [B, L], mask: [B, 1, L, S] or null → hidden states [B, L, D].</summary>
    public Tensor Hidden(Tensor embeds, Tensor positions, Tensor? mask, KeyValueCache? cache = null) =>
        _trunk.Text.Forward(embeds, positions, mask, cache);

    /// <summary>hidden states [..., D] → logits [..., vocabulary].</summary>
    public Tensor Logits(Tensor hidden) =>
        _head is null ? nn.functional.linear(hidden, _trunk.Text.Embeddings.Weight) : _head.Forward(hidden);
}
