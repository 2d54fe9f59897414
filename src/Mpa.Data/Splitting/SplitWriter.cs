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
    private readonly ImageStore _store = new(Path.Combine(folder, "images"));
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
        (_trainRows, _trainImages.Count), (_validationRows, _validationImages.Count), _leftOut, imageRoot, byContent, Rejected.Counts, Rejected.File);

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
        Rejected.Dispose();
    }
}
