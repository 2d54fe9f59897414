using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Checkpoints;

/// <summary>Fills a module's parameters from a checkpoint whose names are the same.</summary>
internal static class WeightLoader
{
    /// <summary>
    /// Loads every parameter; other tensors are passed over. Where loading fails, the module is disposed: nobody else
    /// holds it yet.
    /// </summary>
    /// <param name="module">Its parameters are overwritten.</param>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="nameOf">The network's name of a stored one; null where they are the same.</param>
    /// <returns>The module.</returns>
    /// <exception cref="MpaException">A tensor is missing or of another shape.</exception>
    public static TModule Load<TModule>(TModule module, string folder, Func<string, string>? nameOf = null)
        where TModule : nn.Module
    {
        try
        {
            using Checkpoint checkpoint = new(folder, nameOf);
            Fill(module, checkpoint);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private static void Fill(nn.Module module, Checkpoint checkpoint)
    {
        Dictionary<string, Linear> int8 = module.named_modules()
            .Where(m => m.module is Linear { IsInt8: true })
            .ToDictionary(m => m.name + ".weight", m => (Linear)m.module);
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter parameter) in module.named_parameters())
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
