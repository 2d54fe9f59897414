using System.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Checkpoints;

/// <summary>Fills a module's parameters from a checkpoint whose names are the same.</summary>
internal static class WeightLoader
{
    private const int Listed = 8;

    /// <summary>
    /// Loads every parameter; missing, extra and wrongly shaped tensors are one error that lists them. Where loading
    /// fails, the module is disposed: nobody else holds it yet.
    /// </summary>
    /// <param name="module">Its parameters are overwritten.</param>
    /// <param name="folder">A hub-layout folder.</param>
    /// <param name="modelKind">For the message, such as "an Idefics3 model".</param>
    /// <param name="ignored">Names that may stand in the files without being used.</param>
    /// <returns>The module.</returns>
    public static TModule Load<TModule>(TModule module, string folder, string modelKind, params string[] ignored)
        where TModule : nn.Module
    {
        try
        {
            using Checkpoint checkpoint = new(folder);
            Check(module, checkpoint, modelKind, ignored);
            Fill(module, checkpoint);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Compares names and shapes; the module may be on the meta device.</summary>
    /// <exception cref="MpaException">Tensors are missing, extra or wrongly shaped: all of them are listed.</exception>
    public static void Check(nn.Module module, Checkpoint checkpoint, string modelKind, params string[] ignored)
    {
        Dictionary<string, Parameter> parameters = Parameters(module);
        string[] stored = [.. checkpoint.Names];
        StringBuilder message = new();
        Describe(message, $"lacks {{0}} of {modelKind}", parameters
            .Where(p => !checkpoint.Names.Contains(p.Key))
            .Select(p => $"{p.Key}  {Text(p.Value.shape)}"));
        Describe(message, $"holds {{0}} that {modelKind} does not have", stored
            .Except(parameters.Keys)
            .Except(ignored)
            .Select(name => $"{name}  {Text(checkpoint.Shape(name))}"));
        Describe(message, "holds {0} of another shape than config.json says", stored
            .Where(parameters.ContainsKey)
            .Where(name => !checkpoint.Shape(name).SequenceEqual(parameters[name].shape))
            .Select(name => $"{name}  {Text(checkpoint.Shape(name))}, not {Text(parameters[name].shape)}"));
        if (message.Length > 0)
        {
            throw new MpaException($"{checkpoint.Folder}: the checkpoint {message.ToString().TrimEnd()}");
        }
    }

    private static void Fill(nn.Module module, Checkpoint checkpoint)
    {
        Dictionary<string, Linear> int8 = module.named_modules()
            .Where(m => m.module is Linear { IsInt8: true })
            .ToDictionary(m => m.name + ".weight", m => (Linear)m.module);
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter parameter) in Parameters(module))
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

    private static Dictionary<string, Parameter> Parameters(nn.Module module) =>
        module.named_parameters().ToDictionary(p => p.name, p => p.parameter);

    private static void Describe(StringBuilder message, string sentence, IEnumerable<string> tensors)
    {
        string[] sorted = [.. tensors.Order(StringComparer.Ordinal)];
        if (sorted.Length == 0)
        {
            return;
        }

        string count = sorted.Length == 1 ? "1 tensor" : $"{sorted.Length} tensors";
        message.AppendLine(string.Format(null, sentence, count) + ":");
        foreach (string tensor in sorted.Take(Listed))
        {
            message.AppendLine($"         {tensor}");
        }

        if (sorted.Length > Listed)
        {
            message.AppendLine($"         … ({sorted.Length - Listed} more)");
        }
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
