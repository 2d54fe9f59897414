using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Lora;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Families;

/// <summary>
/// The network of any family: image features stand in the prompt's vectors at the places of the image token.
/// </summary>
internal sealed class Network : nn.Module, IVisionLanguageNetwork
{
    [ComponentName(Name = "vision")]
    private readonly nn.Module _vision;

    [ComponentName(Name = "projector")]
    private readonly Projector _projector;

    [ComponentName(Name = "text")]
    private readonly Decoder _text;

    [ComponentName(Name = "head")]
    private readonly Linear? _head;

    // Null where the head is a layer of its own.
    private readonly TiedHead? _tied;

    private readonly ModelDescription _description;
    private readonly NameTable _names;

    /// <summary>Makes its parameters, unfilled.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="place">Type and device.</param>
    /// <param name="names">The layout whose names it bears; null: the family's first.</param>
    public Network(ModelDescription description, TensorPlace place, NameTable? names = null)
        : base(nameof(Network))
    {
        _description = description;
        _names = names ?? description.Layouts[0];
        _vision = description.Vision.Positions == PositionTable.Rotary
            ? new PackedTower(description.Vision, place)
            : new VisionTower(description.Vision, place);
        _projector = new Projector(description.Projector, place);
        _text = new Decoder(description.Text, place);
        _head = description.Text.TieEmbeddings
            ? null
            : new Linear(Text.HiddenSize, Text.VocabularySize, Text.HeadBias, place);
        RegisterComponents();
        Parameters = [.. named_parameters().Select(p => (_names.StoredOf(p.name), p.parameter))];
        Adaptables = [.. named_modules()
            .Where(m => m.module is IAdaptable)
            .Select(m => (_names.PathOf(m.name), (IAdaptable)m.module))];
        Linears = [.. Adaptables
            .Where(adaptable => adaptable.Layer is Linear)
            .Select(adaptable => (adaptable.Path, (Linear)adaptable.Layer))];
        if (_head is null)
        {
            _tied = new TiedHead(_text.Embeddings);
            Adaptables = [.. Adaptables, (_names.PathOf("head"), _tied)];
        }
    }

    /// <summary>What it is.</summary>
    public ModelDescription Description => _description;

    /// <summary>The vision tower.</summary>
    public IVisionTower Vision => (IVisionTower)_vision;

    /// <summary>From the tower's vectors to image features.</summary>
    public Projector Projector => _projector;

    /// <summary>The text decoder.</summary>
    public Decoder Decoder => _text;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Path, Linear Layer)> Linears { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Path, IAdaptable Layer)> Adaptables { get; }

    /// <inheritdoc/>
    public DecoderConfig Text => _description.Text;

    /// <inheritdoc/>
    public ScalarType Dtype => _text.Embeddings.Weight.dtype;

    /// <inheritdoc/>
    public int PatchSize => _description.Vision.PatchSize;

    /// <inheritdoc/>
    public string LanguageLinears => _description.LanguageLinears;

    /// <summary>
    /// Loads the weights of a folder that was checked. Those stored in another type are converted one tensor at a time.
    /// Where loading fails, the network is disposed: nobody else holds it yet.
    /// </summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="description">What it holds.</param>
    /// <param name="place">Type and device.</param>
    /// <exception cref="MpaException">A tensor is missing or of another shape.</exception>
    public static Network Load(string folder, ModelDescription description, TensorPlace place)
    {
        using Checkpoint checkpoint = new(folder);
        Network network = new(description, place, checkpoint.LayoutOf(description.Layouts));
        try
        {
            WeightLoader.Fill(network.Parameters, network.Linears, checkpoint);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Spellings(string name) =>
    [
        .. _description.Layouts
            .Select(layout => layout.StoredOf(_names.OwnOf(name)!))
            .Prepend(name)
            .Select(_description.AdapterPathOf)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public string NameToday(string name) =>
        _description.AdapterPathOf(_description.Layouts[^1].StoredOf(_names.OwnOf(name)!));

    /// <inheritdoc/>
    public int Tokens(PixelTile tile) =>
        (int)_description.TokensOf(tile.Width, tile.Height); // a prompt's length is an int

    /// <inheritdoc/>
    public Tensor Features(IReadOnlyList<PixelTile> tiles) =>
        _projector.Forward(Vision.Forward(tiles)).view(-1, Text.HiddenSize); // [image tokens, hidden]

    /// <inheritdoc/>
    public Tensor Embed(Tensor ids, Tensor? features) =>
        ImagePlaces.Fill(_text.Embeddings.Forward(InTable(ids)), ids, ImageTokenId, features); // [B, L, D]

    private int ImageTokenId => _description.ImageTokenId
        ?? throw new InvalidOperationException("nobody said which token stands for an image feature");

    // Where the vocabulary has no token for images, any row serves: the features take its place.
    private Tensor InTable(Tensor ids) => ImageTokenId >= 0 ? ids : ids.Masked(ids.IsEqual(ImageTokenId), 0); // [B, L]

    /// <inheritdoc/>
    public DecoderState NewState(long rows, long capacity) => _text.NewState(rows, capacity);

    /// <inheritdoc/>
    public Tensor Hidden(Tensor embeds, Tensor positions, Tensor? mask, DecoderState? state = null) =>
        _text.Forward(embeds, positions, mask, state);

    /// <inheritdoc/>
    public Tensor Logits(Tensor hidden)
    {
        Tensor logits = _head is null ? _tied!.Forward(hidden) : _head.Forward(hidden); // [..., V]
        return Text.LogitsCap is { } cap ? logits.Bounded(cap) : logits;
    }
}
