using Mpa.Torch.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// Writes a trained student as a hub-layout folder: the base folder's small files, and the new weights.
/// </summary>
internal static class LeveledFolder
{
    /// <summary>The folder appears under its name only when it is whole.</summary>
    /// <param name="baseFolder">The student before.</param>
    /// <param name="trained">The student after, without adapters: its parameters under the base folder's names.</param>
    /// <param name="output">Replaced if it is there.</param>
    /// <param name="addMore">Adds files to the folder before it gets its name.</param>
    public static void Write(
        string baseFolder,
        IReadOnlyList<(string Name, Parameter Value)> trained,
        string output,
        Action<string> addMore)
    {
        string partial = output + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        foreach (string file in Directory.EnumerateFiles(baseFolder).Where(IsSmallFile))
        {
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        }

        SaveWeights(baseFolder, trained, partial);
        addMore(partial);
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        Directory.Move(partial, output);
    }

    private static bool IsSmallFile(string file) =>
        Path.GetExtension(file) is ".json" or ".txt" or ".jinja" or ".model" or ".py" // a hub folder's own classes
        && !file.EndsWith("model.safetensors.index.json", StringComparison.Ordinal);

    /// <summary>In the element type of the base weights, beside what stood there and no network uses.</summary>
    private static void SaveWeights(
        string baseFolder, IReadOnlyList<(string Name, Parameter Value)> trained, string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        using Checkpoint checkpoint = new(baseFolder);
        Dictionary<string, Tensor> all = trained.ToDictionary(p => p.Name, p => (Tensor)p.Value);
        foreach (string name in checkpoint.Names.Where(name => !all.ContainsKey(name)))
        {
            all.Add(name, checkpoint.Read(name));
        }

        WeightSaver.Save(all, folder, checkpoint.Type(checkpoint.Names.First()));
    }
}
