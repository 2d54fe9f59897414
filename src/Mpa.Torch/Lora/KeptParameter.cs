using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>Parameters that outlive the scope in which their numbers are made.</summary>
internal static class KeptParameter
{
    /// <summary>A parameter with these numbers, the caller's to dispose.</summary>
    /// <param name="value">Made for it; of its number type.</param>
    /// <param name="trains">Whether it gets gradients.</param>
    public static Parameter Of(Tensor value, bool trains = true)
    {
        Parameter parameter = new(value, trains);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
