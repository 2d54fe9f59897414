using Mpa.Files;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>
/// A file of rows that a model's replies become: the place where runs resume. Rows that are there with the right key
/// are never asked again; stale rows are set aside and taken up again when their key returns; rows of other runs (the
/// recipe's <c>reuse</c>) are taken where id and key are those of the plan; and the finished file is the same however
/// often the run was interrupted.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="inquiry">What is asked.</param>
internal sealed class AskedRows<TRow>(RunSession run, Inquiry<TRow> inquiry)
    where TRow : class, IAskedRow<TRow>
{
    private const int Reports = 100;

    private readonly string _path = inquiry.File(run.Folder);
    private readonly KeptRows<TRow> _kept = new(run.Folder, inquiry.File(run.Folder));
    private readonly List<TRow> _onFile = [];
    private readonly Dictionary<string, TRow> _rows = [];
    private int _news;

    /// <summary>Asks for what is missing and gives all rows in the plan's order.</summary>
    /// <param name="stage">The stage that asks.</param>
    /// <param name="progress">Told the rows done, at first and after each batch.</param>
    /// <param name="cancellation">Ends the work between two batches; what was answered is in the file.</param>
    public async Task<IReadOnlyList<TRow>> CompleteAsync(
        Stage stage, Action<IReadOnlyList<TRow>> progress, CancellationToken cancellation)
    {
        Restore();
        progress(_onFile);
        Ask[][] missing = [.. Missing()];
        if (missing.Length > 0)
        {
            using IVisionLanguageModel model = run.Open(inquiry.Model, inquiry.Role, stage);
            using JsonLinesWriter<TRow> writer = new(_path);
            await (model is IServedModel served
                ? AskServedAsync([.. missing.SelectMany(batch => batch)], served, stage, writer, progress, cancellation)
                : AskAsync(missing, model, writer, progress, cancellation));
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
        IReadOnlyList<TRow> stale = Sort(JsonLines.Stream<TRow>(_path));
        int here = _onFile.Count;
        double seconds = _onFile.Sum(row => row.Seconds) + stale.Sum(row => row.Seconds);
        Remember(Kept());
        int takenUp = _onFile.Count - here;
        Remember(Elsewhere());
        return new ModelPlan(inquiry.Role, inquiry.Model, total, _onFile.Count, atMost)
        {
            Each = each,
            SecondsSoFar = here + stale.Count == 0 ? null : seconds / (here + stale.Count),
            SetAside = stale.Count,
            TakenUp = takenUp,
        };
    }

    private void Restore()
    {
        IReadOnlyList<TRow> stale = Sort(JsonLines.Stream<TRow>(_path));
        _kept.Add(stale);
        int here = _onFile.Count;
        Remember(Kept());
        Remember(Elsewhere());
        if (stale.Count > 0 || _onFile.Count > here || !File.Exists(_path) || JsonLines.IsTorn(_path))
        {
            JsonLines.Replace(_path, _onFile);
        }
    }

    /// <summary>Remembers the rows that are those of the plan, and gives the others.</summary>
    private List<TRow> Sort(IEnumerable<TRow> rows)
    {
        Dictionary<string, Ask> asks = inquiry.ById();
        List<TRow> stale = [];
        foreach (TRow row in rows)
        {
            if (asks.TryGetValue(row.Id, out Ask ask) && inquiry.Holds(ask, row) && _rows.TryAdd(row.Id, row))
            {
                _onFile.Add(row);
            }
            else
            {
                stale.Add(row);
            }
        }

        return stale;
    }

    /// <summary>The wanted rows that this run lacks and had set aside, in the order of the plan.</summary>
    private List<TRow> Kept()
    {
        Dictionary<string, Ask> missing = Unanswered([]);
        return missing.Count == 0 ? [] : InOrder(inquiry.Fresh(_kept.All(), missing));
    }

    /// <summary>
    /// The rows that are wanted, that this run lacks and another run of the recipe's has, in the order of the plan.
    /// </summary>
    private List<TRow> Elsewhere()
    {
        Dictionary<string, TRow> found = [];
        foreach ((string folder, string path) in FilesElsewhere())
        {
            Dictionary<string, Ask> missing = Unanswered(found);
            if (missing.Count == 0)
            {
                break;
            }

            foreach ((string id, TRow row) in inquiry.Fresh(JsonLines.Stream<TRow>(path), missing))
            {
                found.Add(id, row.TakenFrom(folder));
            }
        }

        return InOrder(found);
    }

    private Dictionary<string, Ask> Unanswered(Dictionary<string, TRow> found) => inquiry.Asks
        .Where(ask => ask.Wanted && !_rows.ContainsKey(ask.Id) && !found.ContainsKey(ask.Id))
        .ToDictionary(ask => ask.Id);

    private List<TRow> InOrder(Dictionary<string, TRow> rows) => rows.Count == 0
        ? []
        : [.. inquiry.Asks.Where(ask => rows.ContainsKey(ask.Id)).Select(ask => rows[ask.Id])];

    private IEnumerable<(string Folder, string Path)> FilesElsewhere() =>
        from folder in run.Recipe.Reuse
        where folder != run.Folder.Root
        let other = new RunFolder(folder)
        from file in inquiry.FilesElsewhere?.Invoke(other) ?? [inquiry.File(other)]
        from path in new[] { file, other.KeptOf(file) }
        where File.Exists(path)
        select (folder, path);

    /// <summary>
    /// The unasked rows in batches whose bounds are places in the plan: a resumed run asks the batches of an
    /// undisturbed one, so that the last bits of a model's sums, which depend on a batch's shape, are the same too.
    /// </summary>
    private IEnumerable<Ask[]> Missing() => inquiry.Asks
        .Where(ask => ask.Wanted)
        .Chunk(inquiry.BatchSize)
        .Select(batch => batch.Where(ask => !_rows.ContainsKey(ask.Id)).ToArray())
        .Where(batch => batch.Length > 0);

    /// <summary>Each reply is on file as soon as it is there, so that a kill takes none.</summary>
    private async Task AskServedAsync(
        Ask[] missing,
        IServedModel model,
        Stage stage,
        JsonLinesWriter<TRow> writer,
        Action<IReadOnlyList<TRow>> progress,
        CancellationToken cancellation)
    {
        ServedRounds rounds = new(model, run.LedgerOf(inquiry.Model), stage);
        await foreach ((Ask ask, ModelReply reply) in rounds.AskAsync(missing, inquiry.Request, cancellation))
        {
            TRow row = inquiry.ToRow(ask, reply);
            writer.Append(row);
            Remember([row]);
            Tell(progress);
        }

        progress(_onFile);
    }

    private async Task AskAsync(
        Ask[][] missing,
        IVisionLanguageModel model,
        JsonLinesWriter<TRow> writer,
        Action<IReadOnlyList<TRow>> progress,
        CancellationToken cancellation)
    {
        foreach (Ask[] batch in missing)
        {
            cancellation.ThrowIfCancellationRequested();
            ModelRequest[] requests = [.. batch.Select(inquiry.Request)];
            IReadOnlyList<ModelReply> replies = await model.AskAsync(requests, cancellation);
            if (replies.Count != batch.Length)
            {
                throw new InvalidOperationException(
                    $"{model.Name} gave {replies.Count} replies to {batch.Length} requests");
            }

            TRow[] rows = [.. batch.Zip(replies, inquiry.ToRow)];
            writer.Append(rows);
            Remember(rows);
            Tell(progress);
        }

        progress(_onFile);
    }

    /// <summary>News is given a hundred times a doubling, since who hears it may go through all rows.</summary>
    private void Tell(Action<IReadOnlyList<TRow>> progress)
    {
        if (_onFile.Count >= _news)
        {
            progress(_onFile);
            _news = _onFile.Count + (_onFile.Count / Reports) + 1;
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
        IReadOnlyList<TRow> finished = inquiry.Finish(InOrder(_rows));
        if (!finished.SequenceEqual(_onFile))
        {
            JsonLines.Replace(_path, finished);
        }

        return finished;
    }
}
