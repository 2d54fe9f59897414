namespace Mpa.Hub;

/// <summary>How far a pull is.</summary>
/// <param name="Done">Bytes that are here.</param>
/// <param name="Total">Bytes of all files.</param>
/// <param name="Received">Bytes that came over the network in this session: the rest was here before.</param>
/// <param name="Finished">The file that was just completed and checked; null for other progress.</param>
/// <param name="Note">
/// Something the person should know, such as a wait that the server asked for; null for none.
/// </param>
public sealed record PullProgress(long Done, long Total, long Received, HubFile? Finished = null, string? Note = null);

/// <summary>Adds up how far each file is, and reports it, one change at a time.</summary>
internal sealed class PullTally(Action<PullProgress> show)
{
    private readonly Dictionary<HubFile, long> _here = [];
    private readonly Lock _lock = new();
    private long _total;
    private long _received;

    /// <summary>Sets what there is to do and how much of it is done.</summary>
    public void Begin(IReadOnlyList<HubFile> files, Func<HubFile, long> here)
    {
        lock (_lock)
        {
            _total = files.Sum(file => file.Size);
            foreach (HubFile file in files)
            {
                _here[file] = here(file);
            }

            Show();
        }
    }

    /// <summary>A file has so many bytes now, of which some just came.</summary>
    public void Update(HubFile file, long here, long received)
    {
        lock (_lock)
        {
            // Reading what an earlier session left is no progress; it may only prove to be less.
            _here[file] = received > 0 || here == 0 ? here : Math.Max(_here[file], here);
            _received += received;
            Show();
        }
    }

    /// <summary>A file is whole and checked.</summary>
    public void Finish(HubFile file)
    {
        lock (_lock)
        {
            _here[file] = file.Size;
            Show(finished: file);
        }
    }

    /// <summary>Reports something that the person should know.</summary>
    public void Note(string note)
    {
        lock (_lock)
        {
            Show(note: note);
        }
    }

    private void Show(HubFile? finished = null, string? note = null) =>
        show(new PullProgress(_here.Values.Sum(), _total, _received, finished, note));
}
