using System.Text.Json;
using System.Text.Json.Nodes;
using Mpa.Torch.Families.Idefics3;

namespace Mpa.Torch.Pretraining;

/// <summary>Writes the JSON files that stand beside the weights in a hub-layout Idefics3 folder.</summary>
internal static class ModelFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Writes config.json, generation_config.json, preprocessor_config.json and processor_config.json.
    /// </summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="vocabularySize">Rows of the embedding table.</param>
    /// <param name="tokenId">Id of a special token by its text.</param>
    public static void Write(string folder, ModelShape shape, int vocabularySize, Func<string, int> tokenId)
    {
        Directory.CreateDirectory(folder);
        int start = tokenId(Idefics3Tokens.Start);
        int end = tokenId(Idefics3Tokens.EndOfUtterance);
        int padding = tokenId(Idefics3Tokens.Padding);
        Save(folder, "config.json", new JsonObject
        {
            ["architectures"] = new JsonArray("Idefics3ForConditionalGeneration"),
            ["image_token_id"] = tokenId(Idefics3Tokens.Image),
            ["model_type"] = "idefics3",
            ["pad_token_id"] = padding,
            ["scale_factor"] = shape.ScaleFactor,
            ["text_config"] = Text(shape, vocabularySize, start, end, padding),
            ["tie_word_embeddings"] = true,
            ["torch_dtype"] = "bfloat16",
            ["vision_config"] = Vision(shape),
        });
        Save(folder, "generation_config.json", new JsonObject
        {
            ["bos_token_id"] = start,
            ["eos_token_id"] = end,
            ["pad_token_id"] = padding,
        });
        Save(folder, "preprocessor_config.json", Preprocessor(shape));
        int side = shape.ImageSize / shape.PatchSize / shape.ScaleFactor;
        Save(folder, "processor_config.json", new JsonObject
        {
            ["image_seq_len"] = side * side,
            ["processor_class"] = "Idefics3Processor",
        });
    }

    private static JsonObject Text(ModelShape shape, int vocabularySize, int start, int end, int padding) => new()
    {
        ["bos_token_id"] = start,
        ["eos_token_id"] = end,
        ["head_dim"] = shape.TextWidth / shape.TextHeads,
        ["hidden_size"] = shape.TextWidth,
        ["intermediate_size"] = shape.TextMlp,
        ["max_position_embeddings"] = shape.MaxPositions,
        ["model_type"] = "llama",
        ["num_attention_heads"] = shape.TextHeads,
        ["num_hidden_layers"] = shape.TextLayers,
        ["num_key_value_heads"] = shape.TextKeyValueHeads,
        ["pad_token_id"] = padding,
        ["rms_norm_eps"] = 1e-5,
        ["tie_word_embeddings"] = true,
        ["vocab_size"] = vocabularySize,
    };

    private static JsonObject Vision(ModelShape shape) => new()
    {
        ["hidden_size"] = shape.VisionWidth,
        ["image_size"] = shape.ImageSize,
        ["intermediate_size"] = shape.VisionMlp,
        ["model_type"] = "idefics3_vision",
        ["num_attention_heads"] = shape.VisionHeads,
        ["num_hidden_layers"] = shape.VisionLayers,
        ["patch_size"] = shape.PatchSize,
    };

    private static JsonObject Preprocessor(ModelShape shape) => new()
    {
        ["do_convert_rgb"] = true,
        ["do_image_splitting"] = false,
        ["do_normalize"] = true,
        ["do_pad"] = true,
        ["do_rescale"] = true,
        ["do_resize"] = true,
        ["image_mean"] = new JsonArray(0.5, 0.5, 0.5),
        ["image_processor_type"] = "Idefics3ImageProcessor",
        ["image_std"] = new JsonArray(0.5, 0.5, 0.5),
        ["max_image_size"] = new JsonObject { ["longest_edge"] = shape.ImageSize },
        ["processor_class"] = "Idefics3Processor",
        ["resample"] = 1,
        ["rescale_factor"] = 0.00392156862745098,
        ["size"] = new JsonObject { ["longest_edge"] = shape.ImageSize },
    };

    private static void Save(string folder, string name, JsonObject content) =>
        File.WriteAllText(Path.Combine(folder, name), content.ToJsonString(Indented) + "\n");
}

/// <summary>Size of a small Idefics3 model to be made from nothing. Images are squares that are never split.</summary>
public sealed record ModelShape
{
    /// <summary>Side of an image in pixels.</summary>
    public int ImageSize { get; init; } = 96;

    /// <summary>Side of a patch in pixels.</summary>
    public int PatchSize { get; init; } = 12;

    /// <summary>Side of the square of patches joined into one image token.</summary>
    public int ScaleFactor { get; init; } = 2;

    /// <summary>Width of the vision tower.</summary>
    public int VisionWidth { get; init; } = 128;

    /// <summary>Layers of the vision tower.</summary>
    public int VisionLayers { get; init; } = 4;

    /// <summary>Attention heads of the vision tower.</summary>
    public int VisionHeads { get; init; } = 4;

    /// <summary>Width inside the vision tower's MLP.</summary>
    public int VisionMlp { get; init; } = 512;

    /// <summary>Width of the decoder.</summary>
    public int TextWidth { get; init; } = 128;

    /// <summary>Layers of the decoder.</summary>
    public int TextLayers { get; init; } = 4;

    /// <summary>Query heads of the decoder.</summary>
    public int TextHeads { get; init; } = 4;

    /// <summary>Key and value heads of the decoder.</summary>
    public int TextKeyValueHeads { get; init; } = 2;

    /// <summary>Width inside the decoder's MLP.</summary>
    public int TextMlp { get; init; } = 336;

    /// <summary>Longest prompt and reply together, in tokens.</summary>
    public int MaxPositions { get; init; } = 512;
}
