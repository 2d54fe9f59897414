using System.Security.Cryptography;
using Mpa.Data.Conversion;
using Mpa.Data.Rows;

namespace Mpa.Data.Splitting;

/// <summary>The images of a data set, each under a key that equal images share: the hash of its bytes, or its name where no image is there.</summary>
internal sealed class SplitImages
{
    private readonly Dictionary<string, string?> _shaByName = [];

    /// <summary>Usable rows by image key.</summary>
    public Dictionary<string, int> Rows { get; } = [];

    public bool ByContent { get; private init; }

    public static SplitImages Read(DataSet data, CancellationToken cancellation)
    {
        SplitImages images = new() { ByContent = HasImages(data, cancellation) };
        RowImages files = new(data.ImageRoot);
        foreach (DataRow row in data.Rows(cancellation))
        {
            if (images.KeyOf(row, files) is { } key)
            {
                images.Rows[key] = images.Rows.GetValueOrDefault(key) + 1;
            }
        }

        return images;
    }

    /// <summary>The key of the row's image; null for a row that can't be used.</summary>
    public string? KeyOf(DataRow row, RowImages files)
    {
        if (row.Problem is not null)
        {
            return null;
        }

        if (!ByContent)
        {
            return row.Image.Name;
        }

        if (row.Image.Bytes is { } bytes)
        {
            return Sha(bytes);
        }

        if (!_shaByName.TryGetValue(row.Image.Name, out string? sha))
        {
            sha = files.Read(row).Bytes is { } read ? Sha(read) : null;
            _shaByName.Add(row.Image.Name, sha);
        }

        return sha;
    }

    private static bool HasImages(DataSet data, CancellationToken cancellation)
    {
        RowImages files = new(data.ImageRoot);
        return data.HoldsImages || data.Rows(cancellation).Any(row => row.Problem is null && files.Find(row).Path is not null);
    }

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
