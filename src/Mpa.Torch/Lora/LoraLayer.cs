using Mpa.Torch.Layers;

namespace Mpa.Torch.Lora;

/// <summary>An adapted layer of a model.</summary>
/// <param name="Path">The layer's path in the model, such as "model.text_model.layers.0.mlp.up_proj".</param>
/// <param name="Layer">The layer.</param>
/// <param name="Adapter">What is attached to it.</param>
internal sealed record LoraLayer(string Path, Linear Layer, LoraAdapter Adapter)
{
    public string NameOfA => $"base_model.model.{Path}.lora_A.weight";

    public string NameOfB => $"base_model.model.{Path}.lora_B.weight";
}
