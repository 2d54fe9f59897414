using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>A layer that low-rank updates can be attached to, several at once.</summary>
internal interface IAdaptable
{
    /// <summary>[outputs, inputs], [outputs, channels, kernel …] or, of a table, [rows, width].</summary>
    Parameter Weight { get; }

    /// <summary>[outputs]; null where the layer has none.</summary>
    Parameter? Bias { get; }

    /// <summary>What is attached, which adds up.</summary>
    IList<LoraAdapter> Adapters { get; }

    /// <summary>The weight in float32, dimensions after the first flattened.</summary>
    Tensor Matrix();
}
