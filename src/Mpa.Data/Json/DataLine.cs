namespace Mpa.Data.Json;

/// <summary>One line of a text file.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Bytes">Without its line end; valid until the next line is read.</param>
/// <param name="Ended">False for a last line without a line feed.</param>
internal sealed record DataLine(long Number, ReadOnlyMemory<byte> Bytes, bool Ended)
{
    public bool IsBlank => Bytes.Span.Trim(" \t\r"u8).IsEmpty;
}
