using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Inspection;

/// <summary>What config.json tells of a model, read in the same way for every family; what it doesn't tell is null.</summary>
/// <param name="Family">model_type; "?" when there is none.</param>
/// <param name="Architecture">The first of "architectures".</param>
/// <param name="Context">max_position_embeddings: longest prompt and reply together, in tokens.</param>
/// <param name="Vocabulary">Rows of the embedding table.</param>
/// <param name="TextWidth">Of the decoder.</param>
/// <param name="VisionWidth">Of the vision tower.</param>
/// <param name="ImageSize">Side of an image (or tile) in pixels; null where any size is taken.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
public sealed record ConfigOutline(
    string Family,
    string? Architecture,
    int? Context,
    int? Vocabulary,
    int? TextWidth,
    int? VisionWidth,
    int? ImageSize,
    int? PatchSize)
{
    /// <summary>Reads a model folder's config.json.</summary>
    /// <exception cref="MpaException">It is missing or no JSON.</exception>
    public static ConfigOutline Read(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
        {
            throw new MpaException($"{folder}: holds no config.json. Give the folder of a model as the Hugging Face hub lays it out.");
        }

        ConfigReader root = ConfigReader.Open(file);
        ConfigReader text = root.Has("text_config") ? root.Section("text_config") : root.Has("llm_config") ? root.Section("llm_config") : root;
        ConfigReader vision = root.Section("vision_config");
        return new ConfigOutline(
            root.OptionalText("model_type") ?? "?",
            root.Texts("architectures") is [var first, ..] ? first : null,
            text.OptionalInt("max_position_embeddings"),
            text.OptionalInt("vocab_size") ?? root.OptionalInt("vocab_size"),
            text.OptionalInt("hidden_size"),
            vision.OptionalInt("embed_dim") ?? vision.OptionalInt("hidden_size"),
            vision.OptionalInt("image_size"),
            vision.OptionalInt("patch_size"));
    }
}
