using Mpa.Files;

namespace Mpa.Asking;

/// <summary>
/// The file of an inquiry's rows, and where in it the row of each planned one stands. Rows stay on disk: a run may have
/// millions.
/// </summary>
/// <param name="path">Full path.</param>
/// <param name="inquiry">What is asked.</param>
internal sealed class RowFile<TRow>(string path, Inquiry<TRow> inquiry)
    where TRow : class, IAskedRow<TRow>
{
    private const long Missing = -1;

    private readonly IReadOnlyList<Ask> _asks = inquiry.Asks;
    private readonly Dictionary<string, int> _numbers = Numbers(path, inquiry.Asks);
    private readonly long[] _places = [.. Enumerable.Repeat(Missing, inquiry.Asks.Count)];

    /// <summary>Told each row that is noted.</summary>
    public Action<TRow> Found { get; init; } = _ => { };

    /// <summary>The rows that are there.</summary>
    public AskedTally Tally { get; } = new();

    /// <summary>Whether a row that the run asks for isn't there.</summary>
    public bool IsComplete => !Unanswered().Any();

    /// <summary>Finds the rows that are those of the plan, and gives the others as it comes to them.</summary>
    public IEnumerable<TRow> Sort()
    {
        foreach ((TRow row, long place) in JsonLines.Located<TRow>(path))
        {
            if (!TryNote(row, place, wantedOnly: false))
            {
                yield return row;
            }
        }
    }

    /// <summary>Notes a row that is missing and is that of the plan; gives false for any other.</summary>
    /// <param name="row">The row.</param>
    /// <param name="place">Where it stands in the file.</param>
    /// <param name="wantedOnly">Takes no row that the run doesn't ask for.</param>
    public bool TryNote(TRow row, long place, bool wantedOnly = true)
    {
        if (!_numbers.TryGetValue(row.Id, out int number)
            || _places[number] != Missing
            || (wantedOnly && !_asks[number].Wanted)
            || !inquiry.Holds(_asks[number], row))
        {
            return false;
        }

        _places[number] = place;
        Tally.Add(row, inquiry.Name(row));
        Found(row);
        return true;
    }

    /// <summary>A row that was noted stands elsewhere in the file.</summary>
    public void Moved(TRow row, long place) => _places[_numbers[row.Id]] = place;

    /// <summary>Writes the file anew with the rows that were found, and no other.</summary>
    public void Rewrite()
    {
        int[] inOrder = [.. Present().OrderBy(number => _places[number])];
        AtomicFile.Write(path, stream =>
        {
            using LineReader<TRow>? old = inOrder.Length == 0 ? null : new(path);
            foreach (int number in inOrder)
            {
                ReadOnlySpan<byte> line = old!.Line(_places[number]);
                _places[number] = stream.Position;
                stream.Write(line);
                stream.WriteByte((byte)'\n');
            }
        });
    }

    /// <summary>
    /// The unasked rows in batches whose bounds are places in the plan: a resumed run asks the batches of an
    /// undisturbed one, so that the last bits of a model's sums, which depend on a batch's shape, are the same too.
    /// </summary>
    public IEnumerable<Ask[]> Batches() => Enumerable.Range(0, _asks.Count)
        .Where(number => _asks[number].Wanted)
        .Chunk(inquiry.BatchSize)
        .Select(batch => batch
            .Where(number => _places[number] == Missing)
            .Select(number => _asks[number])
            .ToArray())
        .Where(batch => batch.Length > 0);

    /// <summary>The unasked rows, in the order of the plan.</summary>
    public IEnumerable<Ask> Unanswered() => Enumerable.Range(0, _asks.Count)
        .Where(number => _asks[number].Wanted && _places[number] == Missing)
        .Select(number => _asks[number]);

    /// <summary>Puts the rows in the plan's order and finishes them.</summary>
    /// <returns>What they come to.</returns>
    public AskedTally Finish()
    {
        AskedTally tally = new();
        AtomicFile.WriteIfChanged(path, stream =>
        {
            foreach (TRow row in inquiry.Finish(InOrder()))
            {
                JsonLines.WriteLine(stream, row);
                tally.Add(row, inquiry.Name(row));
            }
        });
        return tally;
    }

    private IEnumerable<int> Present() =>
        Enumerable.Range(0, _asks.Count).Where(number => _places[number] != Missing);

    private IEnumerable<TRow> InOrder()
    {
        using LineReader<TRow> rows = new(path);
        foreach (int number in Present())
        {
            yield return rows.Row(_places[number]);
        }
    }

    private static Dictionary<string, int> Numbers(string path, IReadOnlyList<Ask> asks)
    {
        Dictionary<string, int> numbers = new(asks.Count);
        for (int number = 0; number < asks.Count; number++)
        {
            if (!numbers.TryAdd(asks[number].Id, number))
            {
                throw new MpaException(
                    $"\"{asks[number].Id}\" stands twice in what {Path.GetFileName(path)} is made from. "
                    + "Delete one of the two lines.");
            }
        }

        return numbers;
    }
}
