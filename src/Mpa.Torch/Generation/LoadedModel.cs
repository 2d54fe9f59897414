using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>The parts of an Idefics3 or SmolVLM folder, checked against each other.</summary>
/// <param name="Model">Network and weights.</param>
/// <param name="Encoder">Tokenizer and prompts.</param>
/// <param name="Processor">Image preparation.</param>
/// <param name="EndTokens">Tokens that end a reply.</param>
internal sealed record LoadedModel(
    Idefics3Model Model,
    Idefics3ChatEncoder Encoder,
    Idefics3ImageProcessor Processor,
    IReadOnlyList<int> EndTokens)
{
    private static readonly string[] Families = ["idefics3", "smolvlm"];

    /// <summary>Loads a hub-layout folder.</summary>
    /// <exception cref="MpaException">It is of another family, a file is damaged, or two files contradict each other.</exception>
    public static LoadedModel Load(string folder, WeightType weights)
    {
        CheckFamily(folder);
        Idefics3Config config = Idefics3Config.Load(folder);
        Idefics3ChatEncoder encoder = Idefics3ChatEncoder.Load(folder);
        Idefics3ImageProcessor processor = new(Idefics3ProcessorConfig.Load(Path.Combine(folder, "preprocessor_config.json")));
        Check(folder, config, encoder, processor.Config);
        IReadOnlyList<int> endTokens = StopTokens.Load(folder, encoder.EndOfUtteranceId, config.Text.VocabularySize);
        TensorPlace place = new(weights == WeightType.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32, CPU);
        return new LoadedModel(Idefics3Model.Load(folder, place), encoder, processor, endTokens);
    }

    private static void CheckFamily(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
        {
            throw new MpaException($"{folder}: holds no config.json. Give the folder of a model as the Hugging Face hub lays it out.");
        }

        ConfigReader config = ConfigReader.Open(file);
        string family = config.Text("model_type", "missing");
        if (!Families.Contains(family))
        {
            throw config.Wrong("model_type", family, $"one of the families that mpa runs: {string.Join(", ", Families)}");
        }
    }

    private static void Check(string folder, Idefics3Config config, Idefics3ChatEncoder encoder, Idefics3ProcessorConfig processor)
    {
        int side = processor.TileSize / config.Vision.PatchSize / config.ScaleFactor;
        string? fault = true switch
        {
            _ when processor.TileSize != config.Vision.ImageSize =>
                $"preprocessor_config.json makes tiles of {processor.TileSize} pixels, but config.json's vision tower takes {config.Vision.ImageSize}",
            _ when encoder.ImageTokens != side * side =>
                $"processor_config.json says {encoder.ImageTokens} image tokens a tile, but config.json makes {side * side}",
            _ when encoder.ImageId != config.ImageTokenId =>
                $"tokenizer.json gives <image> the id {encoder.ImageId}, but config.json says image_token_id {config.ImageTokenId}",
            _ when encoder.Tokenizer.VocabularySize > config.Text.VocabularySize =>
                $"tokenizer.json has ids up to {encoder.Tokenizer.VocabularySize - 1}, but config.json says vocab_size {config.Text.VocabularySize}",
            _ => null,
        };
        if (fault is not null)
        {
            throw new MpaException($"{folder}: {fault}. These files are not of one model: fetch the folder anew.");
        }
    }
}
