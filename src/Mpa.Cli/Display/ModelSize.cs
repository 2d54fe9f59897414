using Mpa.Torch.Checkpoints;

namespace Mpa.Cli.Display;

/// <summary>Counts a checkpoint's parameters from the headers of its safetensors files, without loading it.</summary>
internal static class ModelSize
{
    /// <summary>Numbers in all *.safetensors files of the folder (tied weights are stored once); null when there is none to read.</summary>
    /// <exception cref="MpaException">A file is damaged.</exception>
    public static long? Parameters(string folder)
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors") : [];
        return files.Length == 0 ? null : files.Sum(file => SafetensorsHeader.Read(file).Values.Sum(tensor => tensor.Count));
    }
}
