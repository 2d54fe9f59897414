using Mpa.Files;
using Mpa.Torch.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// The state of an interrupted training: weights, what the optimizer remembers and step in one file. Batches are a
/// function of the step, so nothing else is needed.
/// </summary>
/// <param name="Folder">Holds the state under a name with its hash; made when first written.</param>
internal sealed record TrainingState(string Folder)
{
    private const string Stem = "state";

    public void Save(IReadOnlyList<ParameterGroup> groups, Optimizer optimizer)
    {
        Directory.CreateDirectory(Folder);
        Dictionary<string, Tensor> all = optimizer.State();
        foreach ((string name, Parameter value) in groups.SelectMany(group => group.Parameters))
        {
            all[$"weight.{name}"] = value;
        }

        using IDisposable scope = NewDisposeScope();
        all["steps"] = tensor(optimizer.Steps);
        foreach (OptimizerSlot slot in optimizer.Slots.Where(slot => slot.Steps != optimizer.Steps))
        {
            all[OwnSteps(slot)] = tensor(slot.Steps);
        }

        string written = Path.Combine(Folder, $"{Stem}.safetensors");
        SafetensorsWriter.Write(written, all);
        SealedFile.Seal(written, Stem);
    }

    /// <summary>Restores weights and moments; gives false where no state was saved.</summary>
    /// <exception cref="MpaException">The state was changed or cut since it was saved.</exception>
    public bool TryLoad(IReadOnlyList<ParameterGroup> groups, Optimizer optimizer)
    {
        string mend = "Delete it, or \"mpa mend\" the run folder: the training begins again.";
        if (SealedFile.Find(Folder, Stem, mend) is not { } path)
        {
            return false;
        }

        using SafetensorsFile file = new(path);
        RequireAll(file, groups.SelectMany(group => group.Parameters).Select(one => $"weight.{one.Name}"), mend);
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter value) in groups.SelectMany(group => group.Parameters))
        {
            file.CopyTo($"weight.{name}", value);
        }

        foreach ((string name, Tensor moment) in optimizer.State())
        {
            file.CopyTo(name, moment);
        }

        using IDisposable scope = NewDisposeScope();
        optimizer.Resume(file.Read("steps").item<long>());
        foreach (OptimizerSlot slot in optimizer.Slots.Where(slot => file.Entries.ContainsKey(OwnSteps(slot))))
        {
            slot.Steps = file.Read(OwnSteps(slot)).item<long>();
        }

        return true;
    }

    private static void RequireAll(SafetensorsFile file, IEnumerable<string> names, string mend)
    {
        if (names.FirstOrDefault(name => !file.Entries.ContainsKey(name)) is { } missing)
        {
            throw new MpaException(
                $"{file.Path} holds no {missing}: a version of mpa saved it that named what it trains otherwise. "
                    + mend);
        }
    }

    public void Clear()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    // Of a parameter that some steps gave no gradient.
    private static string OwnSteps(OptimizerSlot slot) => $"steps.{slot.Name}";
}
