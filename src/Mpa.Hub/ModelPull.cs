using Mpa.Hub.Catalog;
using Mpa.Hub.Download;
using Mpa.Hub.Protocol;

namespace Mpa.Hub;

/// <summary>Pulls one model of the hub into a folder. Stopped in any way, the next pull goes on where it was.</summary>
public sealed class ModelPull : IDisposable
{
    /// <summary>Ends the name of the folder beside the target in which a model gathers.</summary>
    public const string StagingSuffix = ".part";

    private readonly HubSource _source;
    private readonly PullRecord? _existing;
    private readonly PullTally _tally;

    private ModelPull(HubSource source, string target, PullRecord record, PullRecord? existing, PullTally tally)
    {
        _source = source;
        _existing = existing;
        _tally = tally;
        Target = target;
        Record = record;
    }

    /// <summary>Full path of the model's folder.</summary>
    public string Target { get; }

    /// <summary>What will lie there.</summary>
    public PullRecord Record { get; }

    /// <summary>Whether all of it lies there already.</summary>
    public bool IsDone => TargetFolder.Holds(Target, _existing, Record);

    /// <summary>Asks the hub what the model consists of. Nothing is written.</summary>
    /// <param name="model">Which model.</param>
    /// <param name="target">Where to; made by <see cref="RunAsync"/>.</param>
    /// <param name="options">Which hub.</param>
    /// <param name="show">Takes the progress, from several threads but one at a time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MpaException">
    /// The hub refuses it, the model can't be used, or the folder holds something else.
    /// </exception>
    /// <exception cref="HttpRequestException">The hub can't be reached.</exception>
    public static async Task<ModelPull> PrepareAsync(
        HubModelName model,
        string target,
        HubOptions options,
        Action<PullProgress> show,
        CancellationToken cancellation)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        PullRecord? existing = TargetFolder.Check(full, model);
        PullTally tally = new(show);
        HubSource source = new(new HubClient(options, model), HubRetry.Create(options, tally.Note), options);
        try
        {
            PullRecord record = await new HubCatalog(source, model).ReadAsync(cancellation);
            return new ModelPull(source, full, record, existing, tally);
        }
        catch
        {
            source.Client.Dispose();
            throw;
        }
    }

    /// <summary>Downloads what is missing, checks all of it, and gives the folder its name.</summary>
    /// <exception cref="MpaException">It doesn't fit on the disk, or the hub refuses a file.</exception>
    /// <exception cref="IOException">A checksum is wrong, or the disk is full; what was done is kept.</exception>
    /// <exception cref="HttpRequestException">The hub can't be reached; what was done is kept.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using StagingFolder staging = StagingFolder.Open(Target);
        long missing = Record.Files.Sum(file => file.Size - staging.Here(file));
        DiskSpace.Check(staging.Root, missing, _source.Options.FreeBytes(staging.Root));
        staging.CopyKnown(_existing, Record);
        Record.Write(staging.Root);
        _tally.Begin(Record.Files, staging.Here);
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = _source.Options.ParallelFiles,
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(Record.Files, parallel, (file, token) => DownloadAsync(staging, file, token));
        staging.MoveIntoPlace(Record);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Client.Dispose();

    private async ValueTask DownloadAsync(StagingFolder staging, HubFile file, CancellationToken cancellation)
    {
        staging.Confine(file);
        FileDownload download = new(
            _source, Record.Commit, file, staging.Root, (here, received) => _tally.Update(file, here, received));
        await download.RunAsync(cancellation);
        _tally.Finish(file);
    }
}
