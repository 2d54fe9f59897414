using Mpa.Torch.Checkpoints;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// Writes a trained student as a hub-layout folder: the base folder's small files, and the new weights.
/// </summary>
internal static class LeveledFolder
{
    /// <summary>The folder appears under its name only when it is whole.</summary>
    /// <param name="baseFolder">The student before.</param>
    /// <param name="model">The student after, without adapters.</param>
    /// <param name="output">Replaced if it is there.</param>
    /// <param name="addMore">Adds files to the folder before it gets its name.</param>
    public static void Write(string baseFolder, nn.Module model, string output, Action<string> addMore)
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

        WeightSaver.Save(model, partial, StoredType(baseFolder));
        addMore(partial);
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        Directory.Move(partial, output);
    }

    private static bool IsSmallFile(string file) =>
        Path.GetExtension(file) is ".json" or ".txt" or ".jinja" or ".model"
        && !file.EndsWith("model.safetensors.index.json", StringComparison.Ordinal);

    /// <summary>The student keeps the element type of the base weights.</summary>
    private static ScalarType StoredType(string baseFolder)
    {
        using Checkpoint checkpoint = new(baseFolder);
        return checkpoint.Type(checkpoint.Names.First());
    }
}
