using Mpa.Models;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Families.Qwen2Vl;
using Mpa.Torch.Inspection;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Bench;

/// <summary>A model with made-up images and prompts of the shape that its family reads.</summary>
internal sealed class BenchModel : IDisposable
{
    private readonly Random _random = new(0);
    private readonly int _imageTokenId;
    private readonly int _side;
    private readonly ImageGrid? _grid;

    /// <summary>Loads a folder; no tokenizer is needed.</summary>
    /// <param name="folder">With config.json and safetensors.</param>
    /// <param name="weights">Number type.</param>
    /// <param name="side">Of the image in pixels, where the family takes images of any size.</param>
    public BenchModel(string folder, WeightType weights, int side)
    {
        string family = ConfigReader.Open(Path.Combine(folder, "config.json")).Text("model_type", "idefics3");
        if (family is "qwen2_vl" or "qwen2_5_vl")
        {
            Qwen2VlModel model = Qwen2VlModel.Load(folder, Qwen2VlConfig.Load(folder), TensorPlace.Of(weights));
            int token = model.PatchSize * model.Config.Vision.MergeSize;
            (Network, _imageTokenId, _side) = (model, model.Config.ImageTokenId, side / token * token);
            _grid = new ImageGrid(_side / token, _side / token);
        }
        else
        {
            Idefics3Model model = Idefics3Model.Load(folder, Idefics3Config.Load(folder), TensorPlace.Of(weights));
            (Network, _imageTokenId, _side) = (model, model.Config.ImageTokenId, model.Config.Vision.ImageSize);
        }
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
        // Qwen2-VL looks at two equal frames.
        int numbers = 3 * _side * _side * (_grid is null ? 1 : 2);
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
    public long Matrices(ModelPart part) => Network.Module.named_parameters()
        .Where(p => ModelParts.Of(p.name) == part && p.parameter.dim() > 1)
        .Where(p => !p.name.EndsWith("embed_tokens.weight", StringComparison.Ordinal))
        .Sum(p => p.parameter.numel());

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}
