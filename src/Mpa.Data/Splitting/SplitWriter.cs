using System.Security.Cryptography;
using Mpa.Data.Conversion;
using Mpa.Data.Images;
using Mpa.Data.Rows;
using Mpa.Evaluation;
using Mpa.Files;

namespace Mpa.Data.Splitting;

/// <summary>Writes the rows of both parts.</summary>
/// <param name="folder">Full path; exists.</param>
/// <param name="train">Keys of the first part's images.</param>
internal sealed class SplitWriter(string folder, HashSet<string> train) : IDisposable
{
    private readonly FileStream _train = new(Path.Combine(folder, "train.jsonl"), FileMode.CreateNew);
    private readonly FileStream _validation = new(Path.Combine(folder, "validation.jsonl"), FileMode.CreateNew);
    private readonly ExtractedImages _store = new(Path.Combine(folder, "images"));
    private readonly HashSet<string> _trainImages = [];
    private readonly HashSet<string> _validationImages = [];
    private long _trainRows;
    private long _validationRows;
    private long _leftOut;

    public RejectedRows Rejected { get; } = new(Path.Combine(folder, "rejected.jsonl"));

    public void LeaveOut() => _leftOut++;

    /// <param name="key">Of the row's image.</param>
    /// <param name="row">A usable row.</param>
    /// <param name="path">Its image's path below the image root; null when it is embedded or missing.</param>
    public void Add(string key, DataRow row, string? path)
    {
        string image = row.Image.Bytes is { } bytes ? $"images/{_store.Add(bytes)}" : path ?? row.Image.Name;
        TestQuestion question = new(row.Id, image, row.Question ?? "", row.Answers, row.Slice, row.Kind);
        if (train.Contains(key))
        {
            JsonLines.WriteLine(_train, question);
            _trainImages.Add(key);
            _trainRows++;
        }
        else
        {
            JsonLines.WriteLine(_validation, question);
            _validationImages.Add(key);
            _validationRows++;
        }
    }

    public SplitResult Result(bool byContent, string imageRoot) => new(
        Train: (_trainRows, _trainImages.Count),
        Validation: (_validationRows, _validationImages.Count),
        LeftOut: _leftOut,
        ImageRoot: imageRoot,
        ByContent: byContent,
        Rejected: Rejected.Counts,
        RejectedFile: Rejected.File);

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
        Rejected.Dispose();
    }
}

/// <summary>
/// The images of a data set, each under a key that equal images share: the hash of its bytes, or its name where no
/// image is there.
/// </summary>
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
            sha = files.Read(row.Image).Bytes is { } read ? Sha(read) : null;
            _shaByName.Add(row.Image.Name, sha);
        }

        return sha;
    }

    private static bool HasImages(DataSet data, CancellationToken cancellation)
    {
        RowImages files = new(data.ImageRoot);
        return data.HoldsImages
            || data.Rows(cancellation).Any(row => row.Problem is null && files.Find(row).Path is not null);
    }

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
