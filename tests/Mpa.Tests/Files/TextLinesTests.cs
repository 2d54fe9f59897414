using System.Text;
using FsCheck.Xunit;
using Mpa.Files;

namespace Mpa.Tests.Files;

public sealed class TextLinesTests
{
    [Property]
    public bool Lines_are_read_whatever_pieces_the_bytes_come_in(byte[] letters, byte piece)
    {
        string text = string.Concat(letters.Select(letter => letter % 4 == 0 ? "\n" : $"{letter % 10}"));

        TextLine[] lines = [.. Read("\uFEFF" + text, (piece % 7) + 1, mostBytes: 1000)];

        string[] expected = text.Split('\n');
        int ended = expected.Length - 1;
        return lines.Select(line => line.Number).SequenceEqual(Enumerable.Range(1, lines.Length).Select(i => (long)i))
            && lines.Take(ended).All(line => line.Ended)
            && lines.Skip(ended).All(line => !line.Ended)
            && lines.Length == ended + (expected[^1].Length > 0 || text.Length == 0 ? 1 : 0)
            && lines.Zip(expected).All(both => both.First.Bytes.Length == both.Second.Length)
            && lines.Zip(Places(expected)).All(both => both.First.Place == both.Second);
    }

    [Fact]
    public void A_line_that_is_too_long_is_an_error_that_names_it()
    {
        MpaException error = Assert.Throws<MpaException>(
            () => Read("short\n" + new string('x', 3 << 20), 1 << 16, 2 << 20).Count());

        Assert.Equal(
            "rows.jsonl:2: a line is longer than 2 MiB. Is this a text file of one row a line?", error.Message);
    }

    // Behind the three bytes of the mark.
    private static IEnumerable<long> Places(string[] lines) =>
        lines.Select((_, index) => 3L + lines.Take(index).Sum(line => line.Length + 1));

    private static IEnumerable<TextLine> Read(string text, int piece, int mostBytes)
    {
        MemoryStream bytes = new(Encoding.UTF8.GetBytes(text));
        return TextLines.Read(
            buffer => bytes.Read(buffer[..Math.Min(piece, buffer.Length)]), "rows.jsonl", mostBytes);
    }
}
