using System.Text.RegularExpressions;

namespace Mpa.Torch.Inspection;

/// <summary>
/// Tells a tensor's part by its name in the checkpoint. Covers Idefics3 and SmolVLM, Qwen2-VL and Qwen2.5-VL, LLaVA,
/// TinyLLaVA and InternVL, so that a model is told of whether mpa runs it or not.
/// </summary>
public static partial class ModelParts
{
    /// <summary>The part of a tensor.</summary>
    /// <param name="name">Such as "model.text_model.layers.0.mlp.up_proj.weight".</param>
    public static ModelPart Of(string name) =>
        Connector().IsMatch(name) ? ModelPart.Connector
        : Vision().IsMatch(name) ? ModelPart.VisionTower
        : Head().IsMatch(name) ? ModelPart.Head
        : Language().IsMatch(name) ? ModelPart.LanguageModel
        : ModelPart.Other;

    [GeneratedRegex(@"(^|\.)(connector|multi_modal_projector|mm_projector|mlp1|visual\.merger)\.")]
    private static partial Regex Connector();

    [GeneratedRegex(@"(^|\.)(vision_model|vision_tower|visual)\.")]
    private static partial Regex Vision();

    [GeneratedRegex(@"(^|\.)(lm_head|language_model\.output)\.")]
    private static partial Regex Head();

    [GeneratedRegex(@"(^|\.)(text_model|language_model)\.|^model\.(embed_tokens|layers|norm|final_layernorm)\.")]
    private static partial Regex Language();
}

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
