using Mpa.Models;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Inspection;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Bench;

/// <summary>A model with made-up images and prompts of the shape that its family reads.</summary>
internal sealed class BenchModel : IDisposable
{
    private readonly Random _random = new(0);
    private readonly int _imageTokenId;
    private readonly int _side;
    private readonly int _numbers;
    private readonly ImageGrid? _grid;

    /// <summary>Loads a folder; no tokenizer is needed.</summary>
    /// <param name="folder">With config.json and safetensors.</param>
    /// <param name="weights">Number type.</param>
    /// <param name="side">Of the image in pixels, where the family takes images of any size.</param>
    public BenchModel(string folder, WeightType weights, int side)
    {
        ConfigReader config = ConfigReader.Open(Path.Combine(folder, "config.json"));
        ModelDescription model = ModelFamilies.Describe(config);
        VisionConfig vision = model.Vision;
        Network = Torch.Families.Network.Load(folder, model, TensorPlace.Of(weights));
        _imageTokenId = model.ImageTokenId ?? -1;
        _numbers = VisionConfig.Channels * vision.Frames;
        int token = vision.PatchSize * vision.MergeSize;
        _side = vision.ImageSize > 0 ? vision.ImageSize : side / token * token;
        _grid = vision.ImageSize > 0 ? null : new ImageGrid(_side / token, _side / token);
    }

    /// <summary>The network.</summary>
    public IVisionLanguageNetwork Network { get; }

    /// <summary>Patches that an image has.</summary>
    public long Patches => (long)(_side / Network.PatchSize) * (_side / Network.PatchSize);

    /// <summary>Image tokens that an image takes.</summary>
    public int Tokens => Network.Tokens(Tile());

    /// <summary>An image of noise.</summary>
    public PixelTile Tile()
    {
        int numbers = _numbers * _side * _side;
        return new([.. Enumerable.Range(0, numbers).Select(_ => (float)_random.NextDouble())], _side, _side);
    }

    /// <summary>An image and a question, of which the last tokens are to be learned.</summary>
    public EncodedChat Chat(int question, int learned)
    {
        int[] text = [.. Enumerable.Range(0, question + learned).Select(_ => _random.Next(100, 40_000))];
        int[] ids = [.. text[..4], .. Enumerable.Repeat(_imageTokenId, Tokens), .. text[4..]];
        return new EncodedChat(
            ids,
            [.. ids.Select((id, i) => i < ids.Length - learned ? EncodedChat.NoLabel : id)],
            _grid is null ? null : MultimodalPositions.Of(ids, _imageTokenId, [_grid]));
    }

    /// <summary>Numbers in the matrices of a part; an embedding table is none.</summary>
    public long Matrices(ModelPart part) => Network.Parameters
        .Where(p => ModelParts.Of(p.Name) == part && p.Value.dim() > 1)
        .Where(p => !p.Name.EndsWith("embed_tokens.weight", StringComparison.Ordinal))
        .Sum(p => p.Value.numel());

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}
