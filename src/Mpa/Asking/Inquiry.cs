using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>What a stage asks one model: every planned row, and the file that the replies become rows of.</summary>
/// <typeparam name="TRow">The row.</typeparam>
internal sealed record Inquiry<TRow>
    where TRow : class, IAskedRow<TRow>
{
    private Ask[]? _asks;

    /// <summary>Who is asked.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>What it is in this run.</summary>
    public required ModelRole Role { get; init; }

    /// <summary>The file of the rows, in a run folder.</summary>
    public required Func<RunFolder, string> File { get; init; }

    /// <summary>Files of another run that may hold the same rows; the same file without another.</summary>
    public Func<RunFolder, IEnumerable<string>>? FilesElsewhere { get; init; }

    /// <summary>Every row that may stand in the file, in the order of the file; reckoned when it is needed.</summary>
    public required Func<IEnumerable<Ask>> Planned { get; init; }

    /// <summary>The same as a list.</summary>
    public IReadOnlyList<Ask> Asks => _asks ??= [.. Planned()];

    /// <summary>Content key; a row with another key is stale.</summary>
    public required Func<Ask, string> KeyOf { get; init; }

    /// <summary>What the model is asked.</summary>
    public required Func<Ask, ModelRequest> Request { get; init; }

    /// <summary>Makes the row of the reply, with its key.</summary>
    public required Func<Ask, string, ModelReply, TRow> ToRow { get; init; }

    /// <summary>
    /// Whether a row of another key is nevertheless what the plan's key would give; null when none is.
    /// </summary>
    public Func<Ask, TRow, bool>? Accepts { get; init; }

    /// <summary>
    /// Requests at a time, for a model of this machine; a served one takes as many as its server bears.
    /// </summary>
    public required int BatchSize { get; init; }

    /// <summary>
    /// What follows from the rows alone, such as which repeats which: takes the rows in the plan's order, one after the
    /// other, and gives them finished, in the same order. A rule that changes is applied to the old replies without a
    /// request.
    /// </summary>
    public Func<IEnumerable<TRow>, IEnumerable<TRow>> Finish { get; init; } = rows => rows;

    /// <summary>What rows are counted by.</summary>
    public Func<TRow, string> Name { get; init; } = _ => "rows";

    /// <summary>Whether a row is what the plan would ask for.</summary>
    public bool Holds(Ask ask, TRow row) => row.Key == KeyOf(ask) || (Accepts?.Invoke(ask, row) ?? false);
}
