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
    public required IReadOnlyList<Ask<TRow>> Asks { get; init; }

    /// <summary>
    /// Requests at a time, for a model of this machine; a served one takes as many as its server bears.
    /// </summary>
    public required int BatchSize { get; init; }

    /// <summary>
    /// What follows from the rows alone, such as which repeats which: takes the rows in the plan's order and gives them
    /// finished, in the same order. A rule that changes is applied to the old replies without a request.
    /// </summary>
    public Func<IReadOnlyList<TRow>, IReadOnlyList<TRow>> Finish { get; init; } = rows => rows;

    /// <summary>The rows of some that are still those of the plan, by id. Reads only.</summary>
    public Dictionary<string, TRow> Fresh(IEnumerable<TRow> rows)
    {
        Dictionary<string, string> keys = Asks.ToDictionary(ask => ask.Id, ask => ask.Key);
        Dictionary<string, TRow> fresh = [];
        foreach (TRow row in rows.Where(row => keys.TryGetValue(row.Id, out string? wanted) && wanted == row.Key))
        {
            fresh.TryAdd(row.Id, row);
        }

        return fresh;
    }
}
