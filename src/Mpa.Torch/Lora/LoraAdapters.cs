using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>All adapters of a model: attached, saved as PEFT saves them, loaded, merged.</summary>
internal sealed class LoraAdapters : IDisposable
{
    private readonly LoraConfig _config;
    private readonly AdapterParts _parts;
    private readonly LoraDropout? _dropout;
    private bool _on;

    // What was merged belongs to the model.
    private bool _merged;

    private LoraAdapters(LoraConfig config, AdapterParts parts, LoraDropout? dropout = null)
    {
        _config = config;
        _parts = parts;
        _dropout = dropout;
        Switch(on: true);
    }

    /// <summary>What is trained, under PEFT's names.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters => _parts.Parameters;

    /// <summary>Attaches fresh adapters that change nothing yet: A uniform within ± 1/√inputs, B zero.</summary>
    /// <exception cref="MpaException">No layer of the model matches, or one that can't be adapted afresh.</exception>
    public static LoraAdapters Attach(IVisionLanguageNetwork network, LoraConfig config, long seed)
    {
        using FreshAdapter fresh = new(config, seed);
        LoraLayer[] layers = [.. LoraTargets.Find(network, config).Select(fresh.Of)];
        return new LoraAdapters(config, new AdapterParts { Layers = layers }, fresh.Dropout);
    }

    /// <summary>Attaches what a PEFT folder holds, beside what is attached already.</summary>
    /// <exception cref="MpaException">
    /// The folder is damaged, is of a variant of LoRA not built here, or is an adapter of another model.
    /// </exception>
    public static LoraAdapters Load(IVisionLanguageNetwork network, string folder)
    {
        LoraConfig config = LoraConfig.Load(folder);
        using AdapterFile file = AdapterFile.Open(folder);
        return new LoraAdapters(config, new AdapterReader(network, config, file).Read());
    }

    /// <summary>Begins a step of training, counted from 0: what dropout drops follows from it.</summary>
    public void Begin(long step) => _dropout?.Begin(step);

    /// <summary>Writes adapter_config.json and adapter_model.safetensors.</summary>
    public void Save(string folder, string baseModel)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Directory.CreateDirectory(folder);
        _config.Save(folder, baseModel);
        Dictionary<string, Tensor> tensors = Parameters.ToDictionary(p => p.Name, p => p.Value.contiguous());
        SafetensorsWriter.Write(Path.Combine(folder, AdapterFile.Name), tensors);
    }

    /// <summary>
    /// Writes every update into its layer's weights and detaches the adapters: the model is a plain one again, with a
    /// head of its own where one of table and head changed that were one.
    /// </summary>
    public void Merge()
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Switch(on: true);
        _parts.Merge();
        _merged = true;
    }

    /// <summary>Attaches the adapters or detaches them.</summary>
    public void Switch(bool on)
    {
        if (_on == on || _merged)
        {
            return;
        }

        _on = on;
        if (on)
        {
            _parts.Attach();
        }
        else
        {
            _parts.Detach();
        }
    }

    /// <summary>Detaches the adapters and lets their matrices go.</summary>
    public void Dispose()
    {
        Switch(on: false);
        _parts.Dispose(keepHead: _merged);
        _dropout?.Dispose();
    }
}
