using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Families.InternVl2;
using Mpa.Torch.Families.Llava;
using Mpa.Torch.Families.Qwen2Vl;
using Mpa.Torch.Families.TinyLlava;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Tokenizers.Templates;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Families;

/// <summary>Which families run here, by the model_type of config.json.</summary>
internal static class ModelFamilies
{
    private static readonly Dictionary<string, ModelFamily> Known = new(StringComparer.Ordinal)
    {
        ["idefics3"] = Idefics3Family.Family,
        ["smolvlm"] = Idefics3Family.Family,
        ["qwen2_vl"] = Qwen2VlFamily.Family,
        ["qwen2_5_vl"] = Qwen2VlFamily.Family,
        ["internvl_chat"] = InternVl2Family.Family,
        ["llava"] = LlavaFamily.Family,
        ["tinyllava"] = TinyLlavaFamily.Family,
        ["tiny_llava_stablelm"] = TinyLlavaFamily.Family,
        ["tiny_llava_phi"] = TinyLlavaFamily.Family,
        ["tiny_llava_llama"] = TinyLlavaFamily.Family,
    };

    /// <summary>The families.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>How a family's prompts look, for people; null for a family that mpa does not run.</summary>
    public static string? ChatOf(string family) => Known.GetValueOrDefault(family)?.Chat;

    /// <summary>Loads a hub-layout folder.</summary>
    /// <exception cref="MpaException">
    /// It is of another family, a file is damaged, or two files contradict each other.
    /// </exception>
    public static LoadedModel Load(string folder, TorchModelOptions options)
    {
        ModelFiles files = Read(folder, options);
        return new LoadedModel(
            Network.Load(folder, files.Description, TensorPlace.Of(options.Weights)),
            files.Encoder,
            files.Processor,
            files.EndTokens)
        {
            RepetitionPenalty = files.RepetitionPenalty,
        };
    }

    /// <summary>Refuses what <see cref="Load"/> refuses, without reading a weight or loading libtorch.</summary>
    /// <exception cref="MpaException">
    /// It is of another family, a file is damaged, or two files contradict each other.
    /// </exception>
    public static void Check(string folder, TorchModelOptions options) => Read(folder, options);

    /// <summary>What an image comes to; null for a family that mpa does not run.</summary>
    /// <exception cref="MpaException">
    /// config.json or preprocessor_config.json is missing, or a value can't be used.
    /// </exception>
    public static ImageExtent? ExtentOf(string folder, TorchModelOptions options, (int Width, int Height) image)
    {
        ConfigReader config = Open(folder);
        if (Known.GetValueOrDefault(config.Text("model_type", "missing")) is not { } family)
        {
            return null;
        }

        ModelDescription description = family.Describe(config);
        ImagePlan plan = ProcessorOf(new ModelFolder(folder, config, options), description)
            .Plan(image.Width, image.Height);
        return new ImageExtent(
            plan.Tiles.Sum(tile => description.PatchesOf(tile.Width, tile.Height)),
            plan.Tiles.Sum(tile => description.TokensOf(tile.Width, tile.Height)));
    }

    /// <summary>What a folder's config.json describes.</summary>
    /// <exception cref="MpaException">It is of a family that mpa does not run, or a value can't be used.</exception>
    public static ModelDescription Describe(ConfigReader config) => Find(config).Describe(config);

    /// <summary>What prepares a folder's images.</summary>
    /// <exception cref="MpaException">A value of its files can't be used.</exception>
    public static IImageProcessor ProcessorOf(ModelFolder folder, ModelDescription model) =>
        Find(folder.Config).Processor(folder, model);

    /// <summary>A folder's files but for its weights, checked against each other and against their headers.</summary>
    private static ModelFiles Read(string folder, TorchModelOptions options)
    {
        ConfigReader config = Open(folder);
        ModelFamily family = Find(config);
        RequireFiles(folder, family);
        RefuseBounds(folder, family, options);
        double penalty = SamplingRules.OwnPenalty(folder);
        ModelDescription description = family.Describe(config);
        ModelFolder place = new(folder, config, options);
        IImageProcessor processor = family.Processor(place, description);
        ChatEncoder chat = family.Encoder(place, description);
        FolderTemplate.Check(folder, chat.Format);
        string? fault = family.Fault(folder, description, processor, chat) ?? FaultOf(description, chat);
        if (fault is not null)
        {
            throw new MpaException($"{folder}: {fault}. These files are not of one model: fetch the folder anew.");
        }

        IReadOnlyList<int> ends = StopTokens.Load(folder, chat.EndId, description.Text.VocabularySize);
        StoredWeights.Check(folder, description);
        return new ModelFiles(description with { ImageTokenId = chat.ImageId }, chat, processor, ends, penalty);
    }

    private static string? FaultOf(ModelDescription description, ChatEncoder chat) => true switch
    {
        _ when description.ImageTokenId is { } id && chat.ImageId != id =>
            $"the tokenizer gives {chat.Format.ImageToken} the id {chat.ImageId}, "
            + $"but config.json says image_token_id {id}",
        _ when chat.Tokenizer.VocabularySize > description.Text.VocabularySize =>
            $"the tokenizer has ids up to {chat.Tokenizer.VocabularySize - 1}, "
            + $"but config.json says vocab_size {description.Text.VocabularySize}",
        _ => null,
    };

    private static ConfigReader Open(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        return File.Exists(file)
            ? ConfigReader.Open(file)
            : throw new MpaException(
                $"{folder}: holds no config.json. Give the folder of a model as the Hugging Face hub lays it out.");
    }

    private static ModelFamily Find(ConfigReader config)
    {
        string family = config.Text("model_type", "missing");
        return Known.GetValueOrDefault(family)
            ?? throw config.Wrong(
                "model_type", family, $"one of the families that mpa runs: {string.Join(", ", Names)}");
    }

    private static void RefuseBounds(string folder, ModelFamily family, TorchModelOptions options)
    {
        if (family.OneSize is { } reason && (options.MinPixels ?? options.MaxPixels) is { } pixels)
        {
            throw new MpaException(
                $"{folder}: is asked for images of {pixels:N0} pixels (minPixels, maxPixels), "
                + $"but {reason}. Leave the bounds out.");
        }
    }

    private static void RequireFiles(string folder, ModelFamily family)
    {
        string? processor = family.HasProcessorFile ? ProcessorFile.Missing(folder) : null;
        string[] missing = [.. new[] { TokenizerFolder.Missing(folder), processor }.OfType<string>()];
        if (missing.Length > 0)
        {
            throw new MpaException(
                $"{folder}: lacks {string.Join(" and ", missing)}: pull or copy the model again.");
        }
    }
}

/// <summary>A family: what its config.json describes, how its images and chats are prepared.</summary>
/// <param name="Chat">How its prompts look, for people.</param>
/// <param name="Describe">From config.json.</param>
/// <param name="Processor">Of a folder's images.</param>
/// <param name="Encoder">Of a folder's chats.</param>
/// <param name="Fault">What contradicts each other in a folder's files, or null.</param>
internal sealed record ModelFamily(
    string Chat,
    Func<ConfigReader, ModelDescription> Describe,
    Func<ModelFolder, ModelDescription, IImageProcessor> Processor,
    Func<ModelFolder, ModelDescription, ChatEncoder> Encoder,
    Func<string, ModelDescription, IImageProcessor, ChatEncoder, string?> Fault)
{
    /// <summary>Whether its folders hold a file on their images; else config.json tells all.</summary>
    public bool HasProcessorFile { get; init; } = true;

    /// <summary>Why bounds of an image's area are refused; null where any size is taken.</summary>
    public string? OneSize { get; init; }
}

/// <summary>A folder to be loaded.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Config">Its config.json.</param>
/// <param name="Options">What is asked of it.</param>
internal sealed record ModelFolder(string Path, ConfigReader Config, TorchModelOptions Options);

/// <summary>A folder's files but for its weights.</summary>
internal sealed record ModelFiles(
    ModelDescription Description,
    ChatEncoder Encoder,
    IImageProcessor Processor,
    IReadOnlyList<int> EndTokens,
    double RepetitionPenalty);
