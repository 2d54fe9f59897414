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

    /// <summary>Share of the batch's time.</summary>
    double Seconds { get; }

    /// <summary>The row as another run takes it over from a run folder.</summary>
    TRow TakenFrom(string run);
}

/// <summary>
/// One planned row. Small, since a run may plan millions: what is asked and how the reply becomes the row, the
/// <see cref="Inquiry{TRow}"/> tells when it comes to it.
/// </summary>
/// <param name="Id">Of the row; unique in its file.</param>
/// <param name="Key">Content key; a row with another key is stale.</param>
/// <param name="Item">Place in the list that the inquiry goes through.</param>
/// <param name="Number">Which of several rows about the item.</param>
/// <param name="Wanted">False: a row that is there already is used, but the model isn't asked for it.</param>
internal readonly record struct Ask(string Id, string Key, int Item, int Number = 0, bool Wanted = true);

/// <summary>What the rows of a stage cost this run; those taken from other runs are only counted.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Seconds">Time of the models over all sessions.</param>
/// <param name="Reused">Rows taken from other runs.</param>
internal sealed record AskedCost(long PromptTokens, long ReplyTokens, double Seconds, long Reused)
{
    /// <summary>Sums over rows of any kind.</summary>
    public static AskedCost Of(IEnumerable<IAskedRow<object>> rows)
    {
        long prompt = 0, reply = 0, reused = 0;
        double seconds = 0;
        foreach (IAskedRow<object> row in rows)
        {
            bool own = row.From is null;
            prompt += own ? row.PromptTokens : 0;
            reply += own ? row.ReplyTokens : 0;
            seconds += own ? row.Seconds : 0;
            reused += own ? 0 : 1;
        }

        return new AskedCost(prompt, reply, seconds, reused);
    }
}
