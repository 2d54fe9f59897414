using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Lora;

/// <summary>All adapters of a model: attached, saved as PEFT saves them, loaded, merged.</summary>
internal sealed class LoraAdapters : IDisposable
{
    private readonly LoraConfig _config;
    private readonly LoraLayer[] _layers;

    private LoraAdapters(LoraConfig config, LoraLayer[] layers)
    {
        _config = config;
        _layers = layers;
        Switch(on: true);
    }

    /// <summary>The trained matrices under PEFT's names.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters =>
        [.. _layers.SelectMany(layer => new[] { (layer.NameOfA, layer.Adapter.A), (layer.NameOfB, layer.Adapter.B) })];

    /// <summary>Attaches fresh adapters that change nothing yet: A uniform within ± 1/√inputs, B zero.</summary>
    /// <exception cref="MpaException">No layer of the model matches.</exception>
    public static LoraAdapters Attach(IVisionLanguageNetwork network, LoraConfig config, long seed)
    {
        using Generator generator = new((ulong)seed, CPU);
        LoraLayer[] layers = [.. Matching(network, config, path => [network.Spellings(path)[0]])
            .Select(found => new LoraLayer(found.Paths[0], found.Layer, Fresh(found.Layer, config, generator)))];
        return new LoraAdapters(config, layers);
    }

    /// <summary>Attaches the adapters of a PEFT folder.</summary>
    /// <exception cref="MpaException">
    /// The folder is damaged, is of a variant of LoRA not built here, or is an adapter of another model.
    /// </exception>
    public static LoraAdapters Load(IVisionLanguageNetwork network, string folder)
    {
        LoraConfig config = LoraConfig.Load(folder);
        using AdapterFile file = AdapterFile.Open(folder);
        (string[] Paths, Linear Layer)[] found = Matching(
            network, config, path => [.. network.Spellings(path)]);
        file.Check([.. found.Select(one => new AdapterShape(
            one.Paths, config.RankOf(one.Paths), one.Layer.Weight.shape[1], one.Layer.Weight.shape[0]))]);
        using IDisposable noGradient = no_grad();
        return new LoraAdapters(
            config,
            [.. found.Select(one => new LoraLayer(one.Paths[0], one.Layer, file.Read(one.Paths, one.Layer, config)))]);
    }

    /// <summary>Writes adapter_config.json and adapter_model.safetensors.</summary>
    public void Save(string folder, string baseModel)
    {
        Directory.CreateDirectory(folder);
        _config.Save(folder, baseModel);
        Dictionary<string, Tensor> tensors = Parameters.ToDictionary(p => p.Name, p => (Tensor)p.Value);
        SafetensorsWriter.Write(Path.Combine(folder, AdapterFile.Name), tensors);
    }

    /// <summary>
    /// Adds every update to its layer's weight and detaches the adapters: the model is a plain one again.
    /// </summary>
    public void Merge()
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (LoraLayer layer in _layers)
        {
            layer.Layer.Weight.PlusInPlace(layer.Adapter.Delta(), 1);
            layer.Layer.Attach(null);
        }
    }

    /// <summary>Attaches the adapters, in the place of any others of the same layers, or detaches them.</summary>
    public void Switch(bool on) => Array.ForEach(_layers, layer => layer.Layer.Attach(on ? layer.Adapter : null));

    /// <summary>Detaches the adapters and lets their matrices go.</summary>
    public void Dispose()
    {
        Switch(on: false);
        foreach ((_, Parameter value) in Parameters)
        {
            value.Dispose();
        }
    }

    /// <summary>The layers that get an adapter, each with the spellings of its path, its own first.</summary>
    private static (string[] Paths, Linear Layer)[] Matching(
        IVisionLanguageNetwork network, LoraConfig config, Func<string, string[]> spellings)
    {
        (string[] Paths, Linear Layer)[] found = [.. network.Linears
            .Select(linear => (Paths: spellings(linear.Path), linear.Layer))
            .Where(pair => config.Matches(pair.Paths))];
        if (found.Length > 0)
        {
            return found;
        }

        string targets = config.Pattern ?? string.Join(", ", config.Targets);
        throw new MpaException(
            $"No linear layer matches the LoRA targets {targets}. Layers are named like {network.Linears[^1].Path}.");
    }

    private static LoraAdapter Fresh(Linear layer, LoraConfig config, Generator generator)
    {
        using IDisposable scope = NewDisposeScope();
        long outputs = layer.Weight.shape[0];
        long inputs = layer.Weight.shape[1];
        double bound = 1 / Math.Sqrt(inputs);
        Tensor uniform = rand([config.Rank, inputs], generator: generator)
            .TimesInPlace(2 * bound)
            .PlusInPlace(-bound); // [rank, inputs]

        // A product needs one number type: the adapter takes its layer's.
        ScalarType type = layer.Weight.dtype;
        Parameter a = new(uniform.to_type(type)); // [rank, inputs]
        Parameter b = new(zeros([outputs, config.Rank], type)); // [outputs, rank]
        a.DetachFromDisposeScope();
        b.DetachFromDisposeScope();
        return new LoraAdapter(a, b, config.Alpha / config.Rank);
    }
}

/// <summary>An adapted layer of a model.</summary>
/// <param name="Path">The layer's path in the model, such as "model.text_model.layers.0.mlp.up_proj".</param>
/// <param name="Layer">The layer.</param>
/// <param name="Adapter">What is attached to it.</param>
internal sealed record LoraLayer(string Path, Linear Layer, LoraAdapter Adapter)
{
    public string NameOfA => AdapterFile.NameOf(Path, "A");

    public string NameOfB => AdapterFile.NameOf(Path, "B");
}

/// <summary>The low-rank update of one linear layer: scale · B A x (arXiv 2106.09685).</summary>
/// <param name="A">[rank, inputs].</param>
/// <param name="B">[outputs, rank].</param>
/// <param name="Scale">alpha / rank.</param>
internal sealed record LoraAdapter(Parameter A, Parameter B, double Scale)
{
    /// <summary>x: [..., inputs] → [..., outputs].</summary>
    public Tensor Update(Tensor x) => nn.functional.linear(nn.functional.linear(x, A), B).Times(Scale);

    /// <summary>The update as a matrix [outputs, inputs], to be added to the layer's weight.</summary>
    public Tensor Delta() => B.matmul(A).Times(Scale);
}
