using System.Collections;
using Mpa.Files;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Leveling;

/// <summary>
/// The examples of a training in the order of their ids. A pair's row is read when the trainer comes to it, on any
/// thread: of millions, memory holds ids and places.
/// </summary>
internal sealed class TrainingExamples : IReadOnlyList<TrainingExample>, IDisposable
{
    private const string Unanswerable = "unanswerable";

    private readonly RunSession _run;
    private readonly Entry[] _entries;
    private readonly Lock _reading = new();
    private readonly LineReader<ParityExample>? _rows;
    private readonly Dictionary<string, (string Path, IReadOnlyList<ImagePart>? Parts)> _images = [];

    /// <summary>Takes what was chosen of the run's pairs, and answers of people.</summary>
    public TrainingExamples(RunSession run, TrainingChoice choice, HumanLabels labels)
    {
        _run = run;
        int count = choice.Selected.Count + choice.Replayed.Count + choice.Negatives.Count + labels.Examples.Count;
        _entries = new Entry[count];
        int filled = 0;
        foreach (Entry entry in choice.Selected.Select(pair => new Entry(pair.Id, pair.Place, Replayed: false))
            .Concat(choice.Replayed.Select(pair => new Entry(pair.Id, pair.Place, Replayed: true)))
            .Concat(choice.Negatives.Select(Negative))
            .Concat(labels.Examples.Select(label => new Entry(label.Id, 0, Replayed: false, Label: label))))
        {
            _entries[filled++] = entry;
        }

        Array.Sort(_entries, (one, other) => string.CompareOrdinal(one.Id, other.Id));
        if (_entries.Length > labels.Examples.Count)
        {
            _rows = new LineReader<ParityExample>(run.Folder.Parity);
            _images = JsonLines.Stream<ImageItem>(run.Folder.Images)
                .ToDictionary(item => item.Id, item => (item.Path, item.Parts));
        }
    }

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public TrainingExample this[int index] => _entries[index].Label ?? Read(_entries[index]);

    /// <inheritdoc/>
    public IEnumerator<TrainingExample> GetEnumerator() =>
        Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose() => _rows?.Dispose();

    /// <summary>The pair as a supervised example, asked exactly as PI and evaluation ask it.</summary>
    private TrainingExample Read(Entry entry)
    {
        ParityExample pair;
        lock (_reading)
        {
            pair = _rows!.Row(entry.Place);
        }

        return new TrainingExample(
            entry.Id,
            Images(entry.Image ?? pair.ImageId),
            _run.Task.AnswerPrompt(pair.Question),
            entry.Image is null ? pair.Answer : _run.Recipe.Level.NegativeAnswer ?? Unanswerable,
            entry.Replayed);
    }

    private IReadOnlyList<string> Images(string id)
    {
        (string path, IReadOnlyList<ImagePart>? parts) = _images[id];
        return parts is null ? [_run.FullPath(path)] : [.. parts.Select(_run.FullPath)];
    }

    private static Entry Negative(SwappedPair swapped) =>
        new($"{swapped.Pair.Id}/negative", swapped.Pair.Place, Replayed: false, Image: swapped.ImageId);

    private readonly record struct Entry(
        string Id, long Place, bool Replayed, string? Image = null, TrainingExample? Label = null);
}
