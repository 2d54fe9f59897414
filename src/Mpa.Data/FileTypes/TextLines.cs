namespace Mpa.Data.FileTypes;

/// <summary>Reads a file line by line; memory holds one line, which may not be longer than 64 MiB.</summary>
internal static class TextLines
{
    private const int MostBytes = 64 << 20;

    /// <exception cref="MpaException">A line is too long.</exception>
    public static IEnumerable<TextLine> Read(string file)
    {
        using PackedFile stream = new(file);
        byte[] buffer = new byte[1 << 16];
        (int start, int end, long number) = (0, 0, 1);
        while (true)
        {
            int length = buffer.AsSpan(start..end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return new TextLine(number, Content(buffer, start, length, number == 1), Ended: true);
                number++;
                start += length + 1;
                continue;
            }

            (buffer, start, end) = (MakeRoom(buffer, start, end, $"{file}:{number}"), 0, end - start);
            int read = stream.Read(buffer.AsSpan(end));
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > 0)
        {
            yield return new TextLine(number, Content(buffer, 0, end, number == 1), Ended: false);
        }
    }

    private static ReadOnlyMemory<byte> Content(byte[] buffer, int start, int length, bool first)
    {
        ReadOnlyMemory<byte> line = buffer.AsMemory(start, length);
        return first && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
    }

    private static byte[] MakeRoom(byte[] buffer, int start, int end, string place)
    {
        int kept = end - start;
        if (kept == MostBytes)
        {
            throw new MpaException(
                $"{place}: a line is longer than {MostBytes >> 20} MiB. Is this a text file of one row a line?");
        }

        byte[] target = kept == buffer.Length ? new byte[Math.Min(buffer.Length * 2, MostBytes)] : buffer;
        buffer.AsSpan(start..end).CopyTo(target);
        return target;
    }
}

/// <summary>One line of a text file.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Bytes">Without its line end; valid until the next line is read.</param>
/// <param name="Ended">False for a last line without a line feed.</param>
internal sealed record TextLine(long Number, ReadOnlyMemory<byte> Bytes, bool Ended)
{
    public bool IsBlank => Bytes.Span.Trim(" \t\r"u8).IsEmpty;
}
