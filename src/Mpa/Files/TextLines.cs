namespace Mpa.Files;

/// <summary>Reads text line by line, so that memory holds no more than one line of it.</summary>
public static class TextLines
{
    private const int FirstBuffer = 1 << 16;

    /// <summary>Every line, each valid until the next is asked for.</summary>
    /// <param name="read">Reads on; gives 0 at the end.</param>
    /// <param name="name">Of the file; for the message of an error.</param>
    /// <param name="mostBytes">What a line may be long.</param>
    /// <exception cref="MpaException">A line is longer.</exception>
    public static IEnumerable<TextLine> Read(ReadBytes read, string name, int mostBytes)
    {
        byte[] buffer = new byte[FirstBuffer];
        (int start, int end, long before, long number) = (0, 0, 0, 1);
        while (true)
        {
            int length = buffer.AsSpan(start..end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return Line(buffer.AsMemory(start, length), number++, before + start, ended: true);
                start += length + 1;
                continue;
            }

            before += start;
            (buffer, start, end) = (MakeRoom(buffer, start, end, mostBytes, $"{name}:{number}"), 0, end - start);
            int count = read(buffer.AsSpan(end));
            if (count == 0)
            {
                break;
            }

            end += count;
        }

        if (end > 0)
        {
            yield return Line(buffer.AsMemory(0, end), number, before, ended: false);
        }
    }

    /// <summary>A mark of byte order is no part of the first.</summary>
    private static TextLine Line(ReadOnlyMemory<byte> bytes, long number, long place, bool ended)
    {
        int mark = number == 1 && bytes.Span.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        return new TextLine(number, place + mark, bytes[mark..], ended);
    }

    private static byte[] MakeRoom(byte[] buffer, int start, int end, int mostBytes, string place)
    {
        int kept = end - start;
        if (kept >= mostBytes)
        {
            throw new MpaException(
                $"{place}: a line is longer than {mostBytes >> 20} MiB. Is this a text file of one row a line?");
        }

        byte[] target = kept == buffer.Length ? new byte[(int)Math.Min(2L * kept, mostBytes)] : buffer;
        buffer.AsSpan(start..end).CopyTo(target);
        return target;
    }
}

/// <summary>Reads bytes of a file or of what is packed in one.</summary>
/// <param name="buffer">Where they go.</param>
/// <returns>How many there were; 0 at the end.</returns>
public delegate int ReadBytes(Span<byte> buffer);

/// <summary>One line of a text file.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Place">Where it begins, in bytes.</param>
/// <param name="Bytes">Without its line feed; valid until the next line is read.</param>
/// <param name="Ended">False for a last line without a line feed.</param>
public readonly record struct TextLine(long Number, long Place, ReadOnlyMemory<byte> Bytes, bool Ended)
{
    /// <summary>Whether nothing but white space stands in it.</summary>
    public bool IsBlank => Bytes.Span.Trim(" \t\r"u8).IsEmpty;
}
