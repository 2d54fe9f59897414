using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Checkpoints;

/// <summary>Fills parameters from a checkpoint.</summary>
internal static class WeightLoader
{
    /// <summary>Loads every parameter; other tensors are passed over.</summary>
    /// <param name="parameters">They are overwritten, each by the tensor of its name.</param>
    /// <param name="linears">Those among their layers that may hold 8-bit weights, by path.</param>
    /// <param name="checkpoint">Where the tensors are.</param>
    /// <exception cref="MpaException">A tensor is missing or of another shape.</exception>
    public static void Fill(
        IEnumerable<(string Name, Parameter Value)> parameters,
        IEnumerable<(string Path, Linear Layer)> linears,
        Checkpoint checkpoint)
    {
        Dictionary<string, Linear> int8 = linears
            .Where(linear => linear.Layer.IsInt8)
            .ToDictionary(linear => linear.Path + ".weight", linear => linear.Layer);
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter parameter) in parameters)
        {
            if (int8.TryGetValue(name, out Linear? layer))
            {
                using Tensor stored = checkpoint.Read(name);
                layer.Quantize(stored);
            }
            else
            {
                checkpoint.CopyTo(name, parameter);
            }
        }
    }
}
