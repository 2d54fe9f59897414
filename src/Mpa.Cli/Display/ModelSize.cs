using System.Collections.Concurrent;
using Mpa.Torch.Checkpoints;

namespace Mpa.Cli.Display;

/// <summary>Counts a checkpoint's parameters from the headers of its safetensors files, without loading it.</summary>
internal static class ModelSize
{
    // A plan names each model a dozen times; a file that is another by length or time is read again.
    private static readonly ConcurrentDictionary<(string File, long Length, DateTime Written), long> Counted = [];

    /// <summary>Numbers in all *.safetensors files of the folder (tied weights are stored once); null when there is none to read.</summary>
    /// <exception cref="MpaException">A file is damaged.</exception>
    public static long? Parameters(string folder)
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors") : [];
        return files.Length == 0 ? null : files.Sum(Numbers);
    }

    private static long Numbers(string path)
    {
        FileInfo file = new(path);
        return Counted.GetOrAdd((path, file.Length, file.LastWriteTimeUtc), _ => SafetensorsHeader.Read(path).Values.Sum(tensor => tensor.Count));
    }
}
