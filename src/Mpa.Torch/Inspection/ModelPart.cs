namespace Mpa.Torch.Inspection;

/// <summary>The parts that a vision-language model consists of, whatever its family.</summary>
public enum ModelPart
{
    /// <summary>Turns pixels into features.</summary>
    VisionTower,

    /// <summary>Maps features to the language model's width.</summary>
    Connector,

    /// <summary>The decoder with its embedding table.</summary>
    LanguageModel,

    /// <summary>Maps hidden states to logits; absent where the embedding table does it.</summary>
    Head,

    /// <summary>What no rule knows.</summary>
    Other,
}
