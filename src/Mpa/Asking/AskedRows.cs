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
    private readonly FirstReplies _first = new(run.Recipe.GiveUpAfter);
    private long _news;

    /// <summary>Asks for what is missing; then every row is in the file, in the plan's order.</summary>
    /// <param name="stage">The stage that asks.</param>
    /// <param name="progress">Told the rows done, at first and as they come.</param>
    /// <param name="cancellation">Ends the work between two batches; what was answered is in the file.</param>
    public async Task<AskedTally> CompleteAsync(
        Stage stage, Action<AskedTally> progress, CancellationToken cancellation)
    {
        RowFile<TRow> file = Restore();
        _first.Require(stage, inquiry.Model);
        progress(file.Tally);
        if (!file.IsComplete)
        {
            using IVisionLanguageModel model = run.Open(inquiry.Model, inquiry.Role, stage);
            using JsonLinesWriter<TRow> writer = new(_path);
            await (model is IServedModel served
                ? AskServedAsync(file, served, stage, writer, progress, cancellation)
                : AskAsync(file, model, stage, writer, progress, cancellation));
            progress(file.Tally);
            writer.Sync();
            _first.Require(stage, inquiry.Model);
        }

        return file.Finish();
    }

    /// <summary>What the run would still ask; reads files, writes nothing.</summary>
    /// <param name="total">Requests in all.</param>
    /// <param name="atMost">True when the total may turn out smaller.</param>
    /// <param name="each">What one request comes to.</param>
    public ModelPlan Plan(long total, bool atMost, RequestShape each)
    {
        ModelPlan plan = new(inquiry.Role, inquiry.Model, total, 0, atMost) { Each = each };
        if (!File.Exists(_path) && !_kept.Any && !FilesElsewhere().Any())
        {
            return plan;
        }

        RowFile<TRow> file = new(_path, inquiry);
        AskedTally stale = new();
        foreach (TRow row in file.Sort())
        {
            stale.Add(row, "");
        }

        (long here, double seconds) = (file.Tally.Rows, file.Tally.Seconds + stale.Seconds);
        long takenUp = Kept(file).LongCount();
        long elsewhere = Elsewhere(file).LongCount();
        return plan with
        {
            Cached = here + takenUp + elsewhere,
            SecondsSoFar = here + stale.Rows == 0 ? null : seconds / (here + stale.Rows),
            SetAside = stale.Rows,
            TakenUp = takenUp,
        };
    }

    private RowFile<TRow> Restore()
    {
        RowFile<TRow> file = new(_path, inquiry) { Found = row => _first.Add(row.WhyUnusable) };
        long stale = _kept.Add(file.Sort());
        if (stale > 0 || !File.Exists(_path) || JsonLines.IsTorn(_path))
        {
            file.Rewrite();
        }

        using JsonLinesWriter<TRow> writer = new(_path);
        foreach (TRow row in Kept(file).Concat(Elsewhere(file)))
        {
            file.Moved(row, writer.Put(row));
        }

        writer.Sync();
        return file;
    }

    /// <summary>The wanted rows that this run lacks and had set aside.</summary>
    private IEnumerable<TRow> Kept(RowFile<TRow> file) =>
        file.IsComplete ? [] : _kept.All().Where(row => file.TryNote(row, 0));

    /// <summary>The wanted rows that this run lacks and another run of the recipe's has.</summary>
    private IEnumerable<TRow> Elsewhere(RowFile<TRow> file) =>
        from other in FilesElsewhere()
        where !file.IsComplete
        from row in JsonLines.Stream<TRow>(other.Path)
        where file.TryNote(row.TakenFrom(other.Folder), 0)
        select row.TakenFrom(other.Folder);

    private IEnumerable<(string Folder, string Path)> FilesElsewhere() =>
        from folder in run.Recipe.Reuse
        where folder != run.Folder.Root
        let other = new RunFolder(folder)
        from file in inquiry.FilesElsewhere?.Invoke(other) ?? [inquiry.File(other)]
        from path in new[] { file, other.KeptOf(file) }
        where File.Exists(path)
        select (folder, path);

    /// <summary>Each reply is on file as soon as it is there, so that a kill takes none.</summary>
    private async Task AskServedAsync(
        RowFile<TRow> file,
        IServedModel model,
        Stage stage,
        JsonLinesWriter<TRow> writer,
        Action<AskedTally> progress,
        CancellationToken cancellation)
    {
        using WaitingNotes notes = new(model, run);
        ServedRounds rounds = new(model, run.LedgerOf(inquiry.Model), stage, () => _first.Hopeless);
        Ask[] missing = [.. file.Unanswered()];
        await foreach ((Ask ask, ModelReply reply) in rounds.AskAsync(missing, inquiry.Request, cancellation))
        {
            TRow row = inquiry.ToRow(ask, inquiry.KeyOf(ask), reply);
            file.TryNote(row, writer.Append(row));
            Tell(file.Tally, progress);
        }
    }

    private async Task AskAsync(
        RowFile<TRow> file,
        IVisionLanguageModel model,
        Stage stage,
        JsonLinesWriter<TRow> writer,
        Action<AskedTally> progress,
        CancellationToken cancellation)
    {
        foreach (Ask[] batch in file.Batches())
        {
            cancellation.ThrowIfCancellationRequested();
            ModelRequest[] requests = [.. batch.Select(inquiry.Request)];
            IReadOnlyList<ModelReply> replies = await model.AskAsync(requests, cancellation);
            if (replies.Count != batch.Length)
            {
                throw new InvalidOperationException(
                    $"{model.Name} gave {replies.Count} replies to {batch.Length} requests");
            }

            foreach ((Ask ask, ModelReply reply) in batch.Zip(replies))
            {
                TRow row = inquiry.ToRow(ask, inquiry.KeyOf(ask), reply);
                file.TryNote(row, writer.Put(row));
            }

            writer.Flush();
            Tell(file.Tally, progress);
            _first.Require(stage, inquiry.Model);
        }
    }

    /// <summary>News is given a hundred times a doubling.</summary>
    private void Tell(AskedTally tally, Action<AskedTally> progress)
    {
        if (tally.Rows >= _news)
        {
            progress(tally);
            _news = tally.Rows + (tally.Rows / Reports) + 1;
        }
    }
}
