using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>What a stage asks one model: every planned row, and the file that the replies become rows of.</summary>
/// <typeparam name="TRow">The row.</typeparam>
internal sealed record Inquiry<TRow>
    where TRow : class, IAskedRow<TRow>
{
    /// <summary>Who is asked.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>What it is in this run.</summary>
    public required ModelRole Role { get; init; }

    /// <summary>The file of the rows, in a run folder.</summary>
    public required Func<RunFolder, string> File { get; init; }

    /// <summary>Files of another run that may hold the same rows; the same file without another.</summary>
    public Func<RunFolder, IEnumerable<string>>? FilesElsewhere { get; init; }

    /// <summary>Every row that may stand in the file, in the order of the file.</summary>
    public required IReadOnlyList<Ask> Asks { get; init; }

    /// <summary>What the model is asked.</summary>
    public required Func<Ask, ModelRequest> Request { get; init; }

    /// <summary>Makes the row of the reply.</summary>
    public required Func<Ask, ModelReply, TRow> ToRow { get; init; }

    /// <summary>
    /// Whether a row of another key is nevertheless what the plan's key would give; null when none is.
    /// </summary>
    public Func<Ask, TRow, bool>? Accepts { get; init; }

    /// <summary>
    /// Requests at a time, for a model of this machine; a served one takes as many as its server bears.
    /// </summary>
    public required int BatchSize { get; init; }

    /// <summary>
    /// What follows from the rows alone, such as which repeats which: takes the rows in the plan's order and gives them
    /// finished, in the same order. A rule that changes is applied to the old replies without a request.
    /// </summary>
    public Func<IReadOnlyList<TRow>, IReadOnlyList<TRow>> Finish { get; init; } = rows => rows;

    /// <summary>The planned rows by id.</summary>
    public Dictionary<string, Ask> ById() => Asks.ToDictionary(ask => ask.Id);

    /// <summary>Whether a row is what the plan would ask for.</summary>
    public bool Holds(Ask ask, TRow row) => row.Key == ask.Key || (Accepts?.Invoke(ask, row) ?? false);

    /// <summary>The rows of some that are still those of the plan, by id. Reads only.</summary>
    /// <param name="rows">Any.</param>
    /// <param name="wanted">The planned rows that may be found.</param>
    public Dictionary<string, TRow> Fresh(IEnumerable<TRow> rows, IReadOnlyDictionary<string, Ask> wanted)
    {
        Dictionary<string, TRow> fresh = [];
        foreach (TRow row in rows.Where(row => wanted.TryGetValue(row.Id, out Ask ask) && Holds(ask, row)))
        {
            fresh.TryAdd(row.Id, row);
        }

        return fresh;
    }
}
