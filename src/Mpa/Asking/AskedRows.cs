using Mpa.Files;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>
/// A file of rows that a model's replies become: the place where runs resume. Rows that are there with the right key
/// are never asked again, stale rows are dropped, rows of other runs (the recipe's <c>reuse</c>) are taken where id and
/// key are those of the plan, and the finished file is the same however often the run was interrupted.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="inquiry">What is asked.</param>
internal sealed class AskedRows<TRow>(RunSession run, Inquiry<TRow> inquiry)
    where TRow : class, IAskedRow<TRow>
{
    private const int Reports = 100;

    private readonly string _path = inquiry.File(run.Folder);
    private readonly FirstReplies _first = new(run.Recipe.GiveUpAfter);
    private readonly List<TRow> _onFile = [];
    private readonly Dictionary<string, TRow> _rows = [];

    /// <summary>Asks for what is missing and gives all rows in the plan's order.</summary>
    /// <param name="stage">The stage that asks.</param>
    /// <param name="progress">Told the rows done, at first and after each batch.</param>
    /// <param name="cancellation">Ends the work between two batches; what was answered is in the file.</param>
    public async Task<IReadOnlyList<TRow>> CompleteAsync(
        Stage stage, Action<IReadOnlyList<TRow>> progress, CancellationToken cancellation)
    {
        Restore();
        _onFile.ForEach(row => _first.Add(row.WhyUnusable));
        _first.Require(stage, inquiry.Model);
        progress(_onFile);
        Ask<TRow>[][] missing = [.. Missing()];
        if (missing.Length > 0)
        {
            using IVisionLanguageModel model = run.Open(inquiry.Model, inquiry.Role, stage);
            using JsonLinesWriter<TRow> writer = new(_path);
            await (model is IServedModel served
                ? AskServedAsync([.. missing.SelectMany(batch => batch)], served, stage, writer, progress, cancellation)
                : AskAsync(missing, model, stage, writer, progress, cancellation));
            writer.Sync();
        }

        return Finish();
    }

    /// <summary>What the run would still ask; reads files, writes nothing.</summary>
    /// <param name="total">Requests in all.</param>
    /// <param name="atMost">True when the total may turn out smaller.</param>
    /// <param name="each">What one request comes to.</param>
    public ModelPlan Plan(long total, bool atMost, RequestShape each)
    {
        IReadOnlyList<TRow> onFile = JsonLines.Read<TRow>(_path);
        Dictionary<string, TRow> fresh = inquiry.Fresh(onFile);
        long cached = fresh.Count + Elsewhere(fresh).Count;
        return new ModelPlan(inquiry.Role, inquiry.Model, total, cached, atMost)
        {
            Each = each,
            SecondsSoFar = onFile.Count == 0 ? null : onFile.Average(row => row.Seconds),
        };
    }

    private void Restore()
    {
        IReadOnlyList<TRow> before = JsonLines.Read<TRow>(_path);
        foreach ((string id, TRow row) in inquiry.Fresh(before))
        {
            _rows.Add(id, row);
            _onFile.Add(row);
        }

        bool dropped = _onFile.Count != before.Count;
        IReadOnlyList<TRow> taken = Elsewhere(_rows);
        Remember(taken);
        if (dropped || taken.Count > 0 || !File.Exists(_path) || JsonLines.IsTorn(_path))
        {
            JsonLines.Replace(_path, _onFile);
        }
    }

    /// <summary>
    /// The rows that are wanted, that this run lacks and another run of the recipe's has, in the order of the plan.
    /// </summary>
    private IReadOnlyList<TRow> Elsewhere(Dictionary<string, TRow> have)
    {
        Dictionary<string, TRow> found = [];
        foreach ((string folder, string path) in FilesElsewhere())
        {
            Ask<TRow>[] missing = [.. inquiry.Asks.Where(ask => ask.Wanted && !Has(ask.Id))];
            if (missing.Length == 0)
            {
                break;
            }

            foreach ((string id, TRow row) in (inquiry with { Asks = missing }).Fresh(JsonLines.Read<TRow>(path)))
            {
                found.Add(id, row.TakenFrom(folder));
            }
        }

        return [.. inquiry.Asks.Where(ask => found.ContainsKey(ask.Id)).Select(ask => found[ask.Id])];

        bool Has(string id) => have.ContainsKey(id) || found.ContainsKey(id);
    }

    private IEnumerable<(string Folder, string Path)> FilesElsewhere() =>
        from folder in run.Recipe.Reuse
        where folder != run.Folder.Root
        let other = new RunFolder(folder)
        from path in inquiry.FilesElsewhere?.Invoke(other) ?? [inquiry.File(other)]
        where File.Exists(path)
        select (folder, path);

    /// <summary>
    /// The unasked rows in batches whose bounds are places in the plan: a resumed run asks the batches of an
    /// undisturbed one, so that the last bits of a model's sums, which depend on a batch's shape, are the same too.
    /// </summary>
    private IEnumerable<Ask<TRow>[]> Missing() => inquiry.Asks
        .Where(ask => ask.Wanted)
        .Chunk(inquiry.BatchSize)
        .Select(batch => batch.Where(ask => !_rows.ContainsKey(ask.Id)).ToArray())
        .Where(batch => batch.Length > 0);

    /// <summary>
    /// Each reply is on file as soon as it is there, so that a kill takes none; news is given a hundred times a
    /// doubling.
    /// </summary>
    private async Task AskServedAsync(
        Ask<TRow>[] missing,
        IServedModel model,
        Stage stage,
        JsonLinesWriter<TRow> writer,
        Action<IReadOnlyList<TRow>> progress,
        CancellationToken cancellation)
    {
        int next = 0;
        using WaitingNotes notes = new(model, run);
        ServedRounds rounds = new(model, run.LedgerOf(inquiry.Model), stage, () => _first.Hopeless);
        await foreach ((Ask<TRow> ask, ModelReply reply) in rounds.AskAsync(missing, cancellation))
        {
            TRow row = ask.ToRow(reply);
            writer.Append(row);
            Remember([row]);
            _first.Add(row.WhyUnusable);
            if (_onFile.Count >= next)
            {
                progress(_onFile);
                next = _onFile.Count + (_onFile.Count / Reports) + 1;
            }
        }

        progress(_onFile);
        _first.Require(stage, inquiry.Model);
    }

    private async Task AskAsync(
        Ask<TRow>[][] missing,
        IVisionLanguageModel model,
        Stage stage,
        JsonLinesWriter<TRow> writer,
        Action<IReadOnlyList<TRow>> progress,
        CancellationToken cancellation)
    {
        foreach (Ask<TRow>[] batch in missing)
        {
            cancellation.ThrowIfCancellationRequested();
            ModelRequest[] requests = [.. batch.Select(ask => ask.Request)];
            IReadOnlyList<ModelReply> replies = await model.AskAsync(requests, cancellation);
            if (replies.Count != batch.Length)
            {
                throw new InvalidOperationException(
                    $"{model.Name} gave {replies.Count} replies to {batch.Length} requests");
            }

            TRow[] rows = [.. batch.Zip(replies, (ask, reply) => ask.ToRow(reply))];
            writer.Append(rows);
            Remember(rows);
            progress(_onFile);
            Array.ForEach(rows, row => _first.Add(row.WhyUnusable));
            _first.Require(stage, inquiry.Model);
        }
    }

    private void Remember(IReadOnlyList<TRow> rows)
    {
        foreach (TRow row in rows)
        {
            _rows.Add(row.Id, row);
            _onFile.Add(row);
        }
    }

    private IReadOnlyList<TRow> Finish()
    {
        IEnumerable<TRow> inOrder = inquiry.Asks.Where(ask => _rows.ContainsKey(ask.Id)).Select(ask => _rows[ask.Id]);
        IReadOnlyList<TRow> finished = inquiry.Finish([.. inOrder]);
        if (!finished.SequenceEqual(_onFile))
        {
            JsonLines.Replace(_path, finished);
        }

        return finished;
    }
}
