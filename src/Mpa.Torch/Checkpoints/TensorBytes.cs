using static TorchSharp.torch;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// A tensor's own storage in pieces: a span ends at 2 GiB, and with it <c>Tensor.bytes</c>; the float32 table of a
/// large vocabulary does not.
/// </summary>
internal static class TensorBytes
{
    // Elements that are converted or written at a time: what they take beside the tensor is 64 MiB at most.
    private const long Together = 8L << 20;

    // Of one core's share in a copy.
    private const long Share = 2L << 20;

    /// <summary>Fills a contiguous tensor in main memory, converting the elements where their type differs.</summary>
    /// <param name="target">Of the same number of elements as the source.</param>
    /// <param name="source">Address of the first element.</param>
    /// <param name="stored">Element type at the source.</param>
    public static void Fill(Tensor target, nint source, ScalarType stored)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor flat = target.detach().view(-1); // [elements]
        Tensor? buffer = stored == target.dtype ? null : empty([Math.Min(Together, flat.numel())], stored);
        foreach ((long start, long count) in Pieces(flat))
        {
            using IDisposable inner = NewDisposeScope();
            Tensor piece = flat.narrow(0, start, count); // [n]
            Tensor read = buffer is null ? piece : buffer.narrow(0, 0, count); // [n]
            Copy(source + (nint)(start * read.element_size()), read);
            if (buffer is not null)
            {
                piece.copy_(read);
            }
        }
    }

    /// <summary>Writes the elements of a tensor in main memory, in order, as numbers of the given type.</summary>
    public static void Write(Stream stream, Tensor value, ScalarType type)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor flat = value.detach().contiguous().view(-1); // [elements]
        foreach ((long start, long count) in Pieces(flat))
        {
            using IDisposable inner = NewDisposeScope();
            Tensor piece = flat.narrow(0, start, count).to_type(type); // [n]
            stream.Write(piece.bytes);
        }
    }

    private static IEnumerable<(long Start, long Count)> Pieces(Tensor flat)
    {
        long all = flat.numel();
        for (long start = 0; start < all; start += Together)
        {
            yield return (start, Math.Min(Together, all - start));
        }
    }

    /// <summary>
    /// On all cores: new memory is handed out page by page, and one core doesn't keep the disk or the memory busy.
    /// </summary>
    private static unsafe void Copy(nint source, Tensor target)
    {
        Span<byte> bytes = target.bytes;
        long length = bytes.Length;
        fixed (byte* first = bytes)
        {
            nint destination = (nint)first;
            Parallel.For(0L, (length + Share - 1) / Share, share =>
            {
                long start = share * Share, count = Math.Min(Share, length - start);
                Buffer.MemoryCopy((void*)(source + (nint)start), (void*)(destination + (nint)start), count, count);
            });
        }
    }
}
