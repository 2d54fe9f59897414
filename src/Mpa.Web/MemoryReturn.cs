namespace Mpa.Web;

/// <summary>
/// Gives memory back after large bodies and pictures: the runtime would keep it for the next ones, and a server may
/// not see any for days.
/// </summary>
/// <param name="most">Bytes that may go by before memory is given back.</param>
/// <param name="giveBack">Does it.</param>
internal sealed class MemoryReturn(long most, Action giveBack)
{
    private long _bytes;

    /// <summary>Compacts the heap and hands free pages to the system: some tens of milliseconds.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);

    /// <summary>Called when a request is done and nothing of it is held any more.</summary>
    /// <param name="bytes">Of its body and its pictures.</param>
    public void Count(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) >= most)
        {
            Interlocked.Exchange(ref _bytes, 0);
            giveBack();
        }
    }
}
