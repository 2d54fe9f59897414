using Mpa.Torch.Checkpoints;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>Loads Idefics3 and SmolVLM folders and checks their files against each other.</summary>
internal static class Idefics3Family
{
    /// <summary>Loads a hub-layout folder.</summary>
    /// <exception cref="MpaException">A file is damaged, or two files contradict each other.</exception>
    public static LoadedModel Load(string folder, TorchModelOptions options)
    {
        if ((options.MinPixels ?? options.MaxPixels) is { } pixels)
        {
            throw new MpaException(
                $"{folder}: is asked for images of {pixels:N0} pixels (minPixels, maxPixels), "
                + "but an Idefics3 model cuts images into tiles of one size. Leave the bounds out.");
        }

        Idefics3Config config = Idefics3Config.Load(folder);
        Idefics3ChatEncoder encoder = Idefics3ChatEncoder.Load(folder);
        Idefics3ImageProcessor processor = Processor(folder);
        Check(folder, config, encoder, processor.Config);
        IReadOnlyList<int> endTokens = StopTokens.Load(folder, encoder.EndOfUtteranceId, config.Text.VocabularySize);
        Idefics3Model model = Idefics3Model.Load(folder, TensorPlace.Of(options.Weights));
        return new LoadedModel(model, encoder, processor, endTokens);
    }

    /// <summary>Compares a folder's tensors with what its config.json asks for; nothing is loaded.</summary>
    /// <exception cref="MpaException">They differ.</exception>
    public static void Check(string folder) => Idefics3Model.Check(folder);

    /// <summary>
    /// One tile, or those that the image is cut into and the whole once more. The options' bounds are none of this
    /// family.
    /// </summary>
    public static ImageExtent Extent(
        string folder, ConfigReader root, TorchModelOptions _, (int Width, int Height) image)
    {
        Idefics3Config config = Idefics3Config.Read(root);
        Idefics3ImageProcessor processor = Processor(folder);
        long tiles = processor.Grid(image.Width, image.Height).Tiles;
        int side = config.Vision.PatchesPerSide;
        return new ImageExtent(tiles * side * side, tiles * config.TokensPerTile);
    }

    private static Idefics3ImageProcessor Processor(string folder) =>
        new(Idefics3ProcessorConfig.Load(Path.Combine(folder, "preprocessor_config.json")));

    private static void Check(
        string folder, Idefics3Config config, Idefics3ChatEncoder encoder, Idefics3ProcessorConfig processor)
    {
        string? fault = true switch
        {
            _ when processor.TileSize != config.Vision.ImageSize =>
                $"preprocessor_config.json makes tiles of {processor.TileSize} pixels, "
                + $"but config.json's vision tower takes {config.Vision.ImageSize}",
            _ when encoder.ImageTokens != config.TokensPerTile =>
                $"processor_config.json says {encoder.ImageTokens} image tokens a tile, "
                + $"but config.json makes {config.TokensPerTile}",
            _ when encoder.ImageId != config.ImageTokenId =>
                $"tokenizer.json gives <image> the id {encoder.ImageId}, "
                + $"but config.json says image_token_id {config.ImageTokenId}",
            _ when encoder.Tokenizer.VocabularySize > config.Text.VocabularySize =>
                $"tokenizer.json has ids up to {encoder.Tokenizer.VocabularySize - 1}, "
                + $"but config.json says vocab_size {config.Text.VocabularySize}",
            _ => null,
        };
        if (fault is not null)
        {
            throw new MpaException($"{folder}: {fault}. These files are not of one model: fetch the folder anew.");
        }
    }
}
