namespace Mpa.Asking;

/// <summary>
/// What every row has that a model was asked for, whatever else stands in it: one shape, so that one place restores,
/// asks, appends and counts all of them (<see cref="AskedRows{TRow}"/>).
/// </summary>
/// <typeparam name="TRow">The row itself.</typeparam>
internal interface IAskedRow<out TRow>
{
    /// <summary>Unique in the row's file.</summary>
    string Id { get; }

    /// <summary>Content key of the reply; a row with another key than the plan's is stale.</summary>
    string Key { get; }

    /// <summary>The run folder that the row was taken from; null for a row asked in this run.</summary>
    string? From { get; }

    /// <summary>Tokens read.</summary>
    int PromptTokens { get; }

    /// <summary>Tokens written.</summary>
    int ReplyTokens { get; }

    /// <summary>How many of them were thoughts.</summary>
    int ThoughtTokens { get; }

    /// <summary>Share of the batch's time.</summary>
    double Seconds { get; }

    /// <summary>Why the reply is of no use to its stage, short and countable; null for one that is.</summary>
    string? WhyUnusable { get; }

    /// <summary>The row as another run takes it over from a run folder.</summary>
    TRow TakenFrom(string run);
}

/// <summary>
/// One planned row. Small, since a run may plan millions: its key, what is asked and how the reply becomes the row, the
/// <see cref="Inquiry{TRow}"/> tells when it comes to it.
/// </summary>
/// <param name="Id">Of the row; unique in its file.</param>
/// <param name="Item">Place in the list that the inquiry goes through.</param>
/// <param name="Number">Which of several rows about the item.</param>
/// <param name="Wanted">False: a row that is there already is used, but the model isn't asked for it.</param>
internal readonly record struct Ask(string Id, int Item, int Number = 0, bool Wanted = true);

/// <summary>What the rows of a file come to; counted as they are gone through, since millions stay on disk.</summary>
internal sealed class AskedTally
{
    private readonly SortedDictionary<string, long> _byName = new(StringComparer.Ordinal);

    /// <summary>How many.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of each name that the inquiry gives a row.</summary>
    public IReadOnlyDictionary<string, long> ByName => _byName;

    /// <summary>What they cost this run.</summary>
    public AskedCost Cost { get; private set; } = new(0, 0, 0, 0);

    /// <summary>Time of the models for all of them, whichever run asked.</summary>
    public double Seconds { get; private set; }

    /// <summary>Counts one more.</summary>
    public void Add<TRow>(IAskedRow<TRow> row, string name)
    {
        Rows++;
        Seconds += row.Seconds;
        _byName[name] = _byName.GetValueOrDefault(name) + 1;
        Cost += row.From is null
            ? new AskedCost(row.PromptTokens, row.ReplyTokens, row.Seconds, 0) { ThoughtTokens = row.ThoughtTokens }
            : new AskedCost(0, 0, 0, 1);
    }
}

/// <summary>What the rows of a stage cost this run; those taken from other runs are only counted.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Seconds">Time of the models over all sessions.</param>
/// <param name="Reused">Rows taken from other runs.</param>
internal readonly record struct AskedCost(long PromptTokens, long ReplyTokens, double Seconds, long Reused)
{
    /// <summary>How many of the tokens written were thoughts.</summary>
    public long ThoughtTokens { get; init; }

    /// <summary>Both together.</summary>
    public static AskedCost operator +(AskedCost one, AskedCost other) => new(
        one.PromptTokens + other.PromptTokens,
        one.ReplyTokens + other.ReplyTokens,
        one.Seconds + other.Seconds,
        one.Reused + other.Reused)
    {
        ThoughtTokens = one.ThoughtTokens + other.ThoughtTokens,
    };
}
