namespace Mpa.Torch.Tokenizers;

/// <summary>
/// The printable alphabet of byte-level BPE: each of the 256 bytes is written as one visible character, so that
/// vocabularies can be text (GPT-2, <c>bytes_to_unicode</c>). Printable Latin-1 bytes stand for themselves, the others
/// for U+0100 onwards.
/// </summary>
internal static class ByteAlphabet
{
    private const int Absent = -1;

    private static readonly char[] Characters = CreateCharacters();

    private static readonly short[] Bytes = CreateBytes();

    /// <summary>The character that stands for a byte.</summary>
    public static char ToCharacter(byte value) => Characters[value];

    /// <summary>The token that a byte is before any merge.</summary>
    public static string ToToken(byte value) => Characters[value].ToString();

    /// <summary>The byte that a character stands for; false if it stands for none.</summary>
    public static bool TryToByte(char character, out byte value)
    {
        short found = character < Bytes.Length ? Bytes[character] : (short)Absent;
        value = unchecked((byte)found);
        return found != Absent;
    }

    private static bool IsPrintable(int value) =>
        value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);

    private static char[] CreateCharacters()
    {
        char[] characters = new char[256];
        int next = 256;
        for (int value = 0; value < 256; value++)
        {
            characters[value] = (char)(IsPrintable(value) ? value : next++);
        }

        return characters;
    }

    private static short[] CreateBytes()
    {
        short[] bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)Absent);
        for (int value = 0; value < 256; value++)
        {
            bytes[Characters[value]] = (short)value;
        }

        return bytes;
    }
}
