using Mpa.Torch.Checkpoints;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Tokenizers.Templates;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Loads Qwen2-VL and Qwen2.5-VL folders and checks their files against each other.</summary>
internal static class Qwen2VlFamily
{
    /// <summary>Loads a hub-layout folder.</summary>
    /// <exception cref="MpaException">A file is damaged, or two files contradict each other.</exception>
    public static LoadedModel Load(string folder, TorchModelOptions options)
    {
        Qwen2VlFiles files = Read(folder, options);
        Qwen2VlModel model = Qwen2VlModel.Load(folder, files.Config, TensorPlace.Of(options.Weights));
        return new LoadedModel(model, files.Encoder, files.Processor, files.EndTokens);
    }

    /// <summary>Checks every file as loading does; no weight is read, and libtorch is not loaded.</summary>
    /// <exception cref="MpaException">A file is damaged, or two files contradict each other.</exception>
    public static void Check(string folder, TorchModelOptions options) => Read(folder, options);

    private static Qwen2VlFiles Read(string folder, TorchModelOptions options)
    {
        Qwen2VlConfig config = Qwen2VlConfig.Load(folder);
        Qwen2ProcessorConfig processor = Processor(folder, options);
        ChatEncoder encoder = ChatEncoder.Load(folder, Qwen2VlChat.Format, marksInText: options.MarksInText);
        FolderTemplate.Check(folder, encoder.Format);
        Check(folder, config, encoder, processor);
        IReadOnlyList<int> endTokens = StopTokens.Load(folder, encoder.EndId, config.Text.VocabularySize);
        StoredTensors stored = StoredTensors.Read(folder, Qwen2VlTensors.NameOf);
        string[] ignored = TiedHead.Ignored(stored, config.Text.TieEmbeddings, "model.embed_tokens.weight");
        stored.Check(Qwen2VlTensors.Of(config).ToDictionary(), Qwen2VlTensors.Kind, ignored);
        return new Qwen2VlFiles(config, encoder, new Qwen2ImageProcessor(processor), endTokens);
    }

    /// <summary>
    /// The patches of the image as the bounds bring it to size, and the tokens that they are merged to.
    /// </summary>
    public static ImageExtent Extent(
        string folder, ConfigReader _, TorchModelOptions options, (int Width, int Height) image)
    {
        Qwen2ProcessorConfig processor = Processor(folder, options);
        ImageGrid grid = new Qwen2ImageProcessor(processor).Grid(image.Width, image.Height);
        long tokens = (long)grid.Rows * grid.Columns; // the pixels of bounds without limit may come to more than an int
        return new ImageExtent(tokens * processor.MergeSize * processor.MergeSize, tokens);
    }

    private static Qwen2ProcessorConfig Processor(string folder, TorchModelOptions options) =>
        Qwen2ProcessorConfig.Read(ProcessorFile.Open(folder)).Within(options.MinPixels, options.MaxPixels);

    private static void Check(
        string folder, Qwen2VlConfig config, ChatEncoder encoder, Qwen2ProcessorConfig processor)
    {
        Qwen2VisionConfig vision = config.Vision;
        string? fault = true switch
        {
            _ when processor.PatchSize != vision.PatchSize
                || processor.MergeSize != vision.MergeSize
                || processor.TemporalPatchSize != vision.TemporalPatchSize =>
                $"{ProcessorFile.Open(folder).FileName} cuts patches of {processor.PatchSize} pixels "
                + $"in squares of {processor.MergeSize} and {processor.TemporalPatchSize} frames, "
                + $"but config.json's vision tower takes {vision.PatchSize}, {vision.MergeSize} "
                + $"and {vision.TemporalPatchSize}",
            _ when encoder.ImageId != config.ImageTokenId =>
                $"tokenizer.json gives {Qwen2Tokens.Image} the id {encoder.ImageId}, "
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
internal sealed record Qwen2VlFiles(
    Qwen2VlConfig Config,
    ChatEncoder Encoder,
    Qwen2ImageProcessor Processor,
    IReadOnlyList<int> EndTokens);
