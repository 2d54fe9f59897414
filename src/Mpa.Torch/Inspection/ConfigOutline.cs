using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;

namespace Mpa.Torch.Inspection;

/// <summary>
/// What config.json tells of a model, read in the same way for every family; what it doesn't tell is null.
/// </summary>
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
            throw new MpaException(
                $"{folder}: holds no config.json. Give the folder of a model as the Hugging Face hub lays it out.");
        }

        ConfigReader root = ConfigReader.Open(file);
        string? section = new[] { "text_config", "llm_config" }.FirstOrDefault(root.Has);
        ConfigReader text = section is null ? root : root.Section(section);
        ConfigReader vision = root.Section("vision_config");
        return new ConfigOutline(
            Family: root.OptionalText("model_type") ?? "?",
            Architecture: root.Texts("architectures") is [var first, ..] ? first : null,
            Context: text.OptionalInt("max_position_embeddings"),
            Vocabulary: text.OptionalInt("vocab_size") ?? root.OptionalInt("vocab_size"),
            TextWidth: text.OptionalInt("hidden_size"),
            VisionWidth: vision.OptionalInt("embed_dim") ?? vision.OptionalInt("hidden_size"),
            ImageSize: vision.OptionalInt("image_size"),
            PatchSize: vision.OptionalInt("patch_size"));
    }
}

/// <summary>What an image comes to in a model. Told without loading libtorch.</summary>
/// <param name="Patches">That the vision tower reads, over all tiles.</param>
/// <param name="Tokens">That the language model reads.</param>
public sealed record ImageExtent(long Patches, long Tokens)
{
    /// <summary>
    /// By the sizes that the model's image processor brings an image to; null for a family that mpa does not run.
    /// </summary>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="options">
    /// Bounds of an image's area in place of the folder's own, for families that take images of any size.
    /// </param>
    /// <param name="image">Width and height in pixels.</param>
    /// <exception cref="MpaException">
    /// config.json or preprocessor_config.json is missing, or a value can't be used.
    /// </exception>
    public static ImageExtent? Of(string folder, TorchModelOptions options, (int Width, int Height) image) =>
        ModelFamilies.ExtentOf(folder, options, image);
}
