using Mpa.Torch.Checkpoints;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Tokenizers.Templates;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>Loads Idefics3 and SmolVLM folders and checks their files against each other.</summary>
internal static class Idefics3Family
{
    /// <summary>Loads a hub-layout folder.</summary>
    /// <exception cref="MpaException">A file is damaged, or two files contradict each other.</exception>
    public static LoadedModel Load(string folder, TorchModelOptions options)
    {
        Idefics3Files files = Read(folder, options);
        Idefics3Model model = Idefics3Model.Load(folder, files.Config, TensorPlace.Of(options.Weights));
        return new LoadedModel(model, files.Encoder, files.Processor, files.EndTokens);
    }

    /// <summary>Checks every file as loading does; no weight is read, and libtorch is not loaded.</summary>
    /// <exception cref="MpaException">A file is damaged, or two files contradict each other.</exception>
    public static void Check(string folder, TorchModelOptions options) => Read(folder, options);

    private static Idefics3Files Read(string folder, TorchModelOptions options)
    {
        if ((options.MinPixels ?? options.MaxPixels) is { } pixels)
        {
            throw new MpaException(
                $"{folder}: is asked for images of {pixels:N0} pixels (minPixels, maxPixels), "
                + "but an Idefics3 model cuts images into tiles of one size. Leave the bounds out.");
        }

        Idefics3Config config = Idefics3Config.Load(folder);
        ChatEncoder encoder = Idefics3Chat.Load(folder, options.MarksInText);
        FolderTemplate.Check(folder, encoder.Format);
        Idefics3ImageProcessor processor = Processor(folder);
        Check(folder, config, encoder, processor.Config);
        IReadOnlyList<int> endTokens = StopTokens.Load(folder, encoder.EndId, config.Text.VocabularySize);
        StoredTensors stored = StoredTensors.Read(folder);
        string[] ignored = TiedHead.Ignored(stored, config.Text.TieEmbeddings, "model.text_model.embed_tokens.weight");
        stored.Check(Idefics3Tensors.Of(config).ToDictionary(), Idefics3Tensors.Kind, ignored);
        return new Idefics3Files(config, encoder, processor, endTokens);
    }

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
        new(Idefics3ProcessorConfig.Read(ProcessorFile.Open(folder)));

    private static void Check(
        string folder, Idefics3Config config, ChatEncoder encoder, Idefics3ProcessorConfig processor)
    {
        string? fault = true switch
        {
            _ when processor.TileSize != config.Vision.ImageSize =>
                $"{ProcessorFile.Open(folder).FileName} makes tiles of {processor.TileSize} pixels, "
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

/// <summary>A folder's files but for its weights, checked against each other.</summary>
internal sealed record Idefics3Files(
    Idefics3Config Config,
    ChatEncoder Encoder,
    Idefics3ImageProcessor Processor,
    IReadOnlyList<int> EndTokens);
