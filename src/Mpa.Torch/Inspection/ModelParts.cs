using System.Text.RegularExpressions;

namespace Mpa.Torch.Inspection;

/// <summary>
/// Tells a tensor's part by its name in the checkpoint. Covers Idefics3 and SmolVLM, Qwen2-VL and Qwen2.5-VL, LLaVA, TinyLLaVA and
/// InternVL, so that a model is told of whether mpa runs it or not.
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
