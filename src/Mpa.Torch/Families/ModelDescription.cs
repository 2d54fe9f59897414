using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Vision;

namespace Mpa.Torch.Families;

/// <summary>
/// What a model is: <see cref="Network"/> is built from this and nothing else. Names no TorchSharp type.
/// </summary>
internal sealed record ModelDescription
{
    /// <summary>How messages call the family: "an Idefics3 model".</summary>
    public required string Kind { get; init; }

    /// <summary>The vision tower.</summary>
    public required VisionConfig Vision { get; init; }

    /// <summary>From the tower's vectors to image features.</summary>
    public required IReadOnlyList<ProjectorStep> Projector { get; init; }

    /// <summary>The text decoder.</summary>
    public required DecoderConfig Text { get; init; }

    /// <summary>
    /// Placeholder of one image feature in the prompt; null where config.json leaves it to the tokenizer, below 0 where
    /// the vocabulary has none.
    /// </summary>
    public int? ImageTokenId { get; init; }

    /// <summary>
    /// What adapters leave out at the start of a path: the part of the network that PEFT was given (InternVL2).
    /// </summary>
    public string AdapterRoot { get; init; } = "";

    /// <summary>
    /// The layouts that checkpoints of the family come in; new ones are written in the first, adapters in the last, the
    /// names in the memory of the transformers of today.
    /// </summary>
    public required IReadOnlyList<NameTable> Layouts { get; init; }

    /// <summary>
    /// A pattern for the paths of the language model's linear layers, as PEFT reads patterns: what LoRA adapts by
    /// default.
    /// </summary>
    public required string LanguageLinears { get; init; }

    /// <summary>Stored tensors that are kept and not used, by the starts of their names.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>Names and shapes of all parameters, by the network's own names, in its order.</summary>
    public IEnumerable<(string Name, long[] Shape)> Parameters =>
    [
        .. VisionTensors.Of(Vision),
        .. Projector.SelectMany(step => step.Parameters),
        .. DecoderTensors.Of(Text),
    ];

    /// <summary>A module's path as adapters have it.</summary>
    public string AdapterPathOf(string path) =>
        path.StartsWith(AdapterRoot, StringComparison.Ordinal) ? path[AdapterRoot.Length..] : path;

    /// <summary>Patches that the tower looks at in a tile of this size in pixels.</summary>
    public long PatchesOf(int width, int height) => (long)(width / Vision.PatchSize) * (height / Vision.PatchSize);

    /// <summary>Image tokens that a tile of this size in pixels takes in the prompt.</summary>
    public long TokensOf(int width, int height)
    {
        long vectors = PatchesOf(width, height) + (Vision.ClassToken ? 1 : 0) - Vision.Dropped;
        return Projector.Aggregate(vectors, (count, step) => count / step.Joined);
    }
}
