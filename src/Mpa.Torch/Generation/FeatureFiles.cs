using Mpa.Imaging;
using Mpa.Models;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>
/// Image features on disk, one safetensors file an image, named by the image's content, in a folder named by the model.
/// When its room is full, the features that lie there stay: each image comes once a stage and in the same order, so
/// that to drop the oldest would drop each one just before it is wanted.
/// </summary>
internal sealed class FeatureFiles
{
    private const string Features = "features";
    private const string Grid = "grid";
    private readonly string _folder;
    private long _left;

    /// <summary>Looks at what is there.</summary>
    /// <param name="room">Where, and how much.</param>
    /// <param name="fingerprint">Of the model, with all that its features depend on but how images are decoded.</param>
    public FeatureFiles(FeatureRoom room, string fingerprint)
    {
        _folder = FolderOf(room, fingerprint);
        Directory.CreateDirectory(_folder);
        long there = new DirectoryInfo(_folder).EnumerateFiles().Sum(file => file.Length);

        // Half of what is free is left to the run's own files and to others.
        _left = Math.Min(room.Bytes - there, new DriveInfo(_folder).AvailableFreeSpace / 2);
    }

    /// <summary>
    /// An image's features, as they were made; null if they are not here. A damaged file is as good as none, and goes.
    /// </summary>
    /// <param name="key">The image's content, in hexadecimal.</param>
    public ImageFeatures? Find(string key)
    {
        string path = PathOf(key);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using IDisposable scope = NewDisposeScope();
            using SafetensorsFile file = new(path);
            long[] sides = file.Read(Grid).data<long>().ToArray(); // [3]; [2] in files of older versions
            ImageGrid grid = new((int)sides[0], (int)sides[1], Overview: sides is not [_, _, 0]);
            return new ImageFeatures(grid, file.Read(Features).DetachFromDisposeScope()); // [tokens, D]
        }
        catch (MpaException)
        {
            File.Delete(path);
            return null;
        }
    }

    /// <summary>Keeps an image's features while there is room.</summary>
    public void Add(string key, ImageFeatures image)
    {
        if (image.Bytes > _left)
        {
            return;
        }

        using IDisposable scope = NewDisposeScope();
        Tensor grid = tensor([(long)image.Grid.Rows, image.Grid.Columns, image.Grid.Overview ? 1 : 0]); // [3]
        try
        {
            Dictionary<string, Tensor> tensors = new() { [Features] = image.Features, [Grid] = grid };
            SafetensorsWriter.Write(PathOf(key), tensors, durable: false);
            _left -= image.Bytes;
        }
        catch (IOException)
        {
            _left = 0; // no more room than that: the rest is computed when it is needed
        }
    }

    /// <summary>Where the features lie: those of images that were decoded otherwise lie elsewhere.</summary>
    public static string FolderOf(FeatureRoom room, string fingerprint) =>
        Path.Combine(room.Folder, $"{fingerprint}-{ImageDecoder.Version}");

    private string PathOf(string key) => Path.Combine(_folder, key + ".safetensors");
}
