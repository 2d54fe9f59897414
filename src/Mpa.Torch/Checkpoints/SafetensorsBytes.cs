namespace Mpa.Torch.Checkpoints;

/// <summary>Compares stored tensors byte by byte, without libtorch.</summary>
internal static class SafetensorsBytes
{
    private const int Block = 1 << 20;

    /// <summary>Whether two tensors are of one type, shape and content.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static bool AreEqual(StoredTensor first, StoredTensor second)
    {
        if (first.Entry.Type != second.Entry.Type || !first.Entry.Shape.SequenceEqual(second.Entry.Shape))
        {
            return false;
        }

        using FileStream left = Open(first);
        using FileStream right = Open(second);
        byte[] one = new byte[Block], other = new byte[Block];
        for (long rest = first.Entry.Length; rest > 0; rest -= Block)
        {
            int count = (int)Math.Min(Block, rest);
            left.ReadExactly(one, 0, count);
            right.ReadExactly(other, 0, count);
            if (!one.AsSpan(0, count).SequenceEqual(other.AsSpan(0, count)))
            {
                return false;
            }
        }

        return true;
    }

    private static FileStream Open(StoredTensor tensor)
    {
        FileStream file = File.OpenRead(tensor.File);
        file.Position = tensor.Entry.Begin;
        return file;
    }
}
