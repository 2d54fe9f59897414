using Mpa.Torch.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// The state of an interrupted training: weights, moments and step in one file. Batches are a function of the step, so
/// nothing else is needed.
/// </summary>
/// <param name="Folder">Holds state.safetensors; made when first written.</param>
internal sealed record TrainingState(string Folder)
{
    private string FilePath => Path.Combine(Folder, "state.safetensors");

    public void Save(IReadOnlyList<ParameterGroup> groups, AdamW optimizer)
    {
        Directory.CreateDirectory(Folder);
        Dictionary<string, Tensor> all = optimizer.State();
        foreach ((string name, Parameter value) in groups.SelectMany(group => group.Parameters))
        {
            all[$"weight.{name}"] = value;
        }

        using Tensor steps = tensor(optimizer.Steps);
        all["steps"] = steps;
        SafetensorsWriter.Write(FilePath, all);
    }

    /// <summary>Restores weights and moments; gives false where no state was saved.</summary>
    public bool TryLoad(IReadOnlyList<ParameterGroup> groups, AdamW optimizer)
    {
        if (!File.Exists(FilePath))
        {
            return false;
        }

        using SafetensorsFile file = new(FilePath);
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter value) in groups.SelectMany(group => group.Parameters))
        {
            file.CopyTo($"weight.{name}", value);
        }

        foreach ((string name, Tensor moment) in optimizer.State())
        {
            file.CopyTo(name, moment);
        }

        using Tensor steps = file.Read("steps");
        optimizer.Resume(steps.item<long>());
        return true;
    }

    public void Clear()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
