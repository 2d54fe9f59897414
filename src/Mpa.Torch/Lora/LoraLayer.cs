using TorchSharp.Modules;

namespace Mpa.Torch.Lora;

/// <summary>An adapted layer of a model.</summary>
/// <param name="Path">The layer's path in the model, such as "model.text_model.layers.0.mlp.up_proj".</param>
/// <param name="Layer">The layer.</param>
/// <param name="Adapter">What is attached to it.</param>
internal sealed record LoraLayer(string Path, IAdaptable Layer, LoraAdapter Adapter) : IDisposable
{
    /// <summary>
    /// What the layer's weight loses while the adapter is attached: where the adapter began as a part of it. Null
    /// for most.
    /// </summary>
    public LoraAdapter? Beginning { get; init; }

    /// <summary>What trains, under PEFT's names.</summary>
    public IEnumerable<(string Name, Parameter Value)> Parameters
    {
        get
        {
            bool table = Layer is Layers.Embedding;
            yield return (AdapterFile.NameOf(Path, table ? "lora_embedding_A" : "lora_A.weight"), Adapter.A);
            yield return (AdapterFile.NameOf(Path, table ? "lora_embedding_B" : "lora_B.weight"), Adapter.B);
            if (Adapter.Bias is not null)
            {
                yield return (AdapterFile.NameOf(Path, "lora_B.bias"), Adapter.Bias);
            }

            if (Adapter.Magnitude is not null)
            {
                yield return (AdapterFile.NameOf(Path, "lora_magnitude_vector"), Adapter.Magnitude);
            }
        }
    }

    private IEnumerable<LoraAdapter> Attached => Beginning is null ? [Adapter] : [Beginning, Adapter];

    /// <summary>Adds the update to what the layer gives.</summary>
    public void Attach() => Attached.ToList().ForEach(Layer.Adapters.Add);

    /// <summary>Leaves the layer as it was.</summary>
    public void Detach() => Attached.ToList().ForEach(adapter => Layer.Adapters.Remove(adapter));

    /// <summary>Writes the update into the layer's weight.</summary>
    public void Merge() => Attached.ToList().ForEach(adapter => adapter.MergeInto(Layer, Path));

    /// <inheritdoc/>
    public void Dispose() => Attached.ToList().ForEach(adapter => adapter.Dispose());
}
