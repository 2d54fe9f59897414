using System.Security.Cryptography;
using Mpa.Data.Rows;
using Mpa.Files;
using Mpa.Images;
using Mpa.Imaging;

namespace Mpa.Data.Audit;

/// <summary>
/// Looks at every image of a data set once: is it there, can it be decoded, has another the same bytes.
/// </summary>
internal sealed class ImageAudit(string root)
{
    private readonly ImageResolver _resolver = new(root);
    private readonly Dictionary<string, string> _shaByName = [];
    private readonly Dictionary<string, string> _nameBySha = [];

    public Tally Bad { get; } = new();

    public Tally Repeated { get; } = new();

    /// <summary>Good images that can't be shown to a model as their file has them, by why.</summary>
    public Tally Noted { get; } = new();

    public long Good { get; private set; }

    /// <summary>SHA-256 of each image that is there, by the name that stands for it.</summary>
    public IReadOnlyDictionary<string, string> Contents => _shaByName;

    /// <summary>Different images seen.</summary>
    public long Count { get; private set; }

    /// <summary>Looks at an image of a row, unless an earlier row had it.</summary>
    /// <param name="row">A row without a problem.</param>
    /// <param name="image">One of its images.</param>
    /// <param name="probe">False hashes the bytes without decoding them.</param>
    /// <returns>The name that stands for the image: its own, or its hash where the row holds it.</returns>
    public string Look(DataRow row, DataImage image, bool probe)
    {
        byte[]? bytes = image.Bytes;
        string name = bytes is null ? image.Name : Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (_shaByName.TryAdd(name, ""))
        {
            Count++;
            Examine(row, image, name, probe);
        }

        return name;
    }

    private void Examine(DataRow row, DataImage image, string name, bool probe)
    {
        try
        {
            if ((image.Bytes ?? Read(row, image)) is not { } content)
            {
                return;
            }

            string sha = Convert.ToHexStringLower(SHA256.HashData(content));
            _shaByName[name] = sha;
            if (!_nameBySha.TryAdd(sha, name))
            {
                Repeated.Add("same bytes", $"{name} holds the same bytes as {_nameBySha[sha]}");
            }

            if (probe)
            {
                foreach (string note in ImageProbe.Probe(content, image.Name).Notes)
                {
                    Noted.Add(note, image.Name);
                }
            }

            Good++;
        }
        catch (ImageException error)
        {
            Bad.Add(error.Cause, $"{row.Place}: {error.Message}");
        }
    }

    private byte[]? Read(DataRow row, DataImage image)
    {
        string name = image.Name;
        ResolvedImage found = image.In(_resolver);
        if (found.Path is null)
        {
            Bad.Add(found.Cause!, found.Cause == "missing" ? $"{row.Place}: {name}" : Outside(row, name));
            return null;
        }

        string file = Path.Combine(_resolver.Root, found.Path);
        long length = RealPath.LengthOf(file);
        return length <= ImageLimits.Default.MaxBytes
            ? File.ReadAllBytes(file)
            : throw new ImageException(
                file,
                ImageException.TooManyBytes,
                $"{length:N0} bytes are more than the limit of {ImageLimits.Default.MaxBytes:N0}");
    }

    private string Outside(DataRow row, string name)
    {
        string place = row.Place == name ? "" : $"{row.Place}: ";
        return place + RealPath.Outside(name, _resolver.Root).Replace(
            "as imageRoot", "by --images (in a recipe, imageRoot)", StringComparison.Ordinal);
    }
}
