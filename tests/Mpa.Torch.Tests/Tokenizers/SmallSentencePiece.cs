using System.Buffers.Binary;
using System.Text;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Tokenizers.SentencePiece;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>Writes a tokenizer.model of a few pieces.</summary>
internal static class SmallSentencePiece
{
    /// <summary>The pieces that every model has, and one for each byte.</summary>
    public static IReadOnlyList<Piece> WithBytes { get; } =
    [
        new("<unk>", 0, PieceType.Unknown),
        new("<s>", 0, PieceType.Control),
        new("</s>", 0, PieceType.Control),
        .. Enumerable.Range(0, 256).Select(value => new Piece(ByteToken.Of((byte)value), 0, PieceType.Byte)),
        new("▁", -10, PieceType.Normal),
        new("a", -10, PieceType.Normal),
        new("b", -10, PieceType.Normal),
        new("▁a", -1, PieceType.Normal),
        new("ab", -2, PieceType.Normal),
        new("▁▁", -3, PieceType.Normal),
    ];

    /// <summary>The file's bytes.</summary>
    /// <param name="pieces">A piece's place is its id.</param>
    /// <param name="type">1 unigram, 2 BPE.</param>
    /// <param name="bytes">byte_fallback.</param>
    /// <param name="dummyPrefix">add_dummy_prefix.</param>
    /// <param name="extraSpaces">remove_extra_whitespaces.</param>
    /// <param name="characters">precompiled_charsmap.</param>
    public static byte[] Write(
        IEnumerable<Piece> pieces,
        int type = 2,
        bool bytes = false,
        bool dummyPrefix = false,
        bool extraSpaces = false,
        string characters = "")
    {
        List<byte> file = [];
        foreach (Piece piece in pieces)
        {
            byte[] score = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(score, piece.Score);
            Message(file, 1, [.. Text(1, piece.Text), (2 << 3) | 5, .. score, .. Number(3, (int)piece.Type)]);
        }

        Message(file, 2, [.. Number(3, type), .. Number(35, bytes ? 1 : 0)]);
        Message(
            file,
            3,
            [.. Text(2, characters), .. Number(3, dummyPrefix ? 1 : 0), .. Number(4, extraSpaces ? 1 : 0)]);
        return [.. file];
    }

    private static void Message(List<byte> file, int field, byte[] content)
    {
        file.AddRange([.. Varint((field << 3) | 2), .. Varint(content.Length), .. content]);
    }

    private static byte[] Text(int field, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. Varint((field << 3) | 2), .. Varint(bytes.Length), .. bytes];
    }

    private static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    private static List<byte> Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
