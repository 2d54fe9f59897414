using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>Writes a module's parameters as model.safetensors.</summary>
internal static class WeightSaver
{
    /// <summary>Saves every parameter under its own name.</summary>
    /// <param name="module">Unchanged.</param>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="dtype">Element type in the file.</param>
    public static void Save(nn.Module module, string folder, ScalarType dtype)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Directory.CreateDirectory(folder);
        Dictionary<string, Tensor> tensors = [];
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            tensors[name] = parameter.to_type(dtype);
        }

        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors);
    }
}
