using Mpa.Files;
using Mpa.Models;

namespace Mpa.Runs;

/// <summary>
/// A file of rows that a model's replies become: the place where runs resume. Rows that are there with the right key are never
/// asked again, stale rows are dropped, and the finished file is the same however often the run was interrupted.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="identity">A row's id and content key.</param>
/// <param name="settle">
/// What follows from the rows alone, such as which repeats which: takes the rows in the plan's order and gives them settled, in the
/// same order. A rule that changes is applied to the old replies without a request.
/// </param>
/// <param name="books">Where the cost of a served model's replies is written; null for a model of this machine.</param>
/// <param name="shared">Rows of other runs, taken before a model is asked; null takes none.</param>
internal sealed class AskedRows<TRow>(
    string path,
    Func<TRow, (string Id, string Key)> identity,
    Func<IReadOnlyList<TRow>, IReadOnlyList<TRow>> settle,
    StageLedger? books = null,
    SharedRows<TRow>? shared = null)
    where TRow : class
{
    private const int Reports = 100;

    private readonly List<TRow> _onFile = [];
    private readonly Dictionary<string, TRow> _rows = [];

    /// <summary>Asks for what is missing and gives all rows in the plan's order.</summary>
    /// <param name="plan">Every row that may stand in the file, in the order of the file.</param>
    /// <param name="open">Opens the model; called only if something is missing.</param>
    /// <param name="batchSize">Requests at a time, for a model of this machine; a served one takes as many as its server bears.</param>
    /// <param name="progress">Told the rows done, at first and after each batch.</param>
    /// <param name="cancellation">Ends the work between two batches; what was answered is in the file.</param>
    public async Task<IReadOnlyList<TRow>> CompleteAsync(
        IReadOnlyList<Ask<TRow>> plan,
        Func<IVisionLanguageModel> open,
        int batchSize,
        Action<IReadOnlyList<TRow>> progress,
        CancellationToken cancellation)
    {
        Restore(plan);
        progress(_onFile);
        Ask<TRow>[][] missing = [.. Missing(plan, batchSize)];
        if (missing.Length > 0)
        {
            using IVisionLanguageModel model = open();
            using JsonLinesWriter<TRow> writer = new(path);
            await (model is IServedModel served
                ? AskServedAsync([.. missing.SelectMany(batch => batch)], served, writer, progress, cancellation)
                : AskAsync(missing, model, writer, progress, cancellation));
            writer.Sync();
        }

        return Settle(plan);
    }

    /// <summary>The rows of the file that the plan still wants, by id. Reads only.</summary>
    public static Dictionary<string, TRow> Fresh(
        IReadOnlyList<TRow> onFile, IReadOnlyList<Ask<TRow>> plan, Func<TRow, (string Id, string Key)> identity)
    {
        Dictionary<string, string> keys = plan.ToDictionary(ask => ask.Id, ask => ask.Key);
        Dictionary<string, TRow> fresh = [];
        foreach (TRow row in onFile)
        {
            (string id, string key) = identity(row);
            if (keys.TryGetValue(id, out string? wanted) && wanted == key)
            {
                fresh.TryAdd(id, row);
            }
        }

        return fresh;
    }

    private void Restore(IReadOnlyList<Ask<TRow>> plan)
    {
        IReadOnlyList<TRow> before = JsonLines.Read<TRow>(path);
        foreach ((string id, TRow row) in Fresh(before, plan, identity))
        {
            _rows.Add(id, row);
            _onFile.Add(row);
        }

        bool dropped = _onFile.Count != before.Count;
        IReadOnlyList<TRow> taken = shared?.Missing(plan, _rows, identity) ?? [];
        Remember(taken);
        if (dropped || taken.Count > 0 || !File.Exists(path) || JsonLines.IsTorn(path))
        {
            JsonLines.Replace(path, _onFile);
        }
    }

    /// <summary>
    /// The unasked rows in batches whose bounds are places in the plan: a resumed run asks the batches of an undisturbed one, so that
    /// the last bits of a model's sums, which depend on a batch's shape, are the same too.
    /// </summary>
    private IEnumerable<Ask<TRow>[]> Missing(IReadOnlyList<Ask<TRow>> plan, int batchSize) => plan
        .Where(ask => ask.Wanted)
        .Chunk(batchSize)
        .Select(batch => batch.Where(ask => !_rows.ContainsKey(ask.Id)).ToArray())
        .Where(batch => batch.Length > 0);

    /// <summary>Each reply is on file as soon as it is there, so that a kill takes none; news of it is given a hundred times a doubling.</summary>
    private async Task AskServedAsync(
        Ask<TRow>[] missing, IServedModel model, JsonLinesWriter<TRow> writer, Action<IReadOnlyList<TRow>> progress, CancellationToken cancellation)
    {
        int next = 0;
        await foreach ((Ask<TRow> ask, ModelReply reply) in new ServedRounds(model, books).AskAsync(missing, cancellation))
        {
            TRow row = ask.ToRow(reply);
            writer.Append(row);
            Remember([row]);
            if (_onFile.Count >= next)
            {
                progress(_onFile);
                next = _onFile.Count + (_onFile.Count / Reports) + 1;
            }
        }

        progress(_onFile);
    }

    private async Task AskAsync(
        Ask<TRow>[][] missing, IVisionLanguageModel model, JsonLinesWriter<TRow> writer, Action<IReadOnlyList<TRow>> progress, CancellationToken cancellation)
    {
        foreach (Ask<TRow>[] batch in missing)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<ModelReply> replies = await model.AskAsync([.. batch.Select(ask => ask.Request)], cancellation);
            if (replies.Count != batch.Length)
            {
                throw new InvalidOperationException($"{model.Name} gave {replies.Count} replies to {batch.Length} requests");
            }

            TRow[] rows = [.. batch.Zip(replies, (ask, reply) => ask.ToRow(reply))];
            writer.Append(rows);
            Remember(rows);
            progress(_onFile);
        }
    }

    private void Remember(IReadOnlyList<TRow> rows)
    {
        foreach (TRow row in rows)
        {
            _rows.Add(identity(row).Id, row);
            _onFile.Add(row);
        }
    }

    private IReadOnlyList<TRow> Settle(IReadOnlyList<Ask<TRow>> plan)
    {
        IReadOnlyList<TRow> settled = settle([.. plan.Where(ask => _rows.ContainsKey(ask.Id)).Select(ask => _rows[ask.Id])]);
        if (!settled.SequenceEqual(_onFile))
        {
            JsonLines.Replace(path, settled);
        }

        return settled;
    }
}
