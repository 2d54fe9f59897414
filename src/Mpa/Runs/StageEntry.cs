namespace Mpa.Runs;

/// <summary>
/// A complete stage in run.json. Conservation: <c>In = sum(Out) + sum(Rejected) + sum(Failed)</c>.
/// </summary>
/// <param name="In">Items that came in.</param>
/// <param name="Out">Items that went on, by name ("images", "pairs", "kept" …).</param>
/// <param name="Rejected">Items a rule dropped, by rule.</param>
/// <param name="Failed">Items that could not be done, by cause.</param>
/// <param name="PromptTokens">Tokens read by models.</param>
/// <param name="ReplyTokens">Tokens written by models.</param>
/// <param name="Seconds">Time spent in this stage over all its sessions: of the models where it asks or trains one, else by the clock.</param>
/// <param name="Finished">When the stage was complete (UTC).</param>
/// <param name="Key">Hash of the options and inputs that made it; another key means the stage is stale.</param>
/// <param name="Files">
/// Names of the files the stage wrote and their SHA-256 when it was complete (of a model folder its fingerprint), so that a file
/// changed or cut since is noticed.
/// </param>
/// <param name="Summary">The outcome in one line, for people.</param>
/// <param name="Reused">Rows taken from other runs, each of which names its run; their tokens and time are not counted here.</param>
public sealed record StageEntry(
    long In,
    IReadOnlyDictionary<string, long> Out,
    IReadOnlyDictionary<string, long> Rejected,
    IReadOnlyDictionary<string, long> Failed,
    long PromptTokens,
    long ReplyTokens,
    double Seconds,
    DateTimeOffset Finished,
    string Key,
    IReadOnlyDictionary<string, string>? Files = null,
    string? Summary = null,
    long Reused = 0);
