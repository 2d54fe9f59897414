using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Mpa.Torch.Checkpoints;

/// <summary>Parses a JSON file of a model folder so that no later reading of its texts can fail.</summary>
internal static class JsonFile
{
    // The largest tokenizer.json of the hub takes 35 MB.
    private const long Largest = 512L << 20;

    /// <summary>Parses the file.</summary>
    /// <exception cref="MpaException">A Git LFS pointer stands in its place, or it is too large.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="JsonException">It is no JSON, or a text in it is no Unicode.</exception>
    public static JsonDocument Parse(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > Largest and var length })
        {
            throw new MpaException($"{path}: takes {length:N0} bytes; expected {Largest:N0} at most in a JSON file.");
        }

        byte[] json = File.ReadAllBytes(path);
        LfsPointer.Refuse(path, json);
        JsonDocument document = JsonDocument.Parse(json);
        if (Utf8.IsValid(json) && !HasLoneSurrogate(json))
        {
            return document;
        }

        document.Dispose();
        throw new JsonException("A text in it is no valid Unicode.");
    }

    /// <summary>Whether an escape such as \ud83d stands without its other half.</summary>
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> json)
    {
        char high = default;
        for (int at = json.IndexOf((byte)'\\'); at >= 0; at = Next(json, at))
        {
            // The parser has seen to it that four hexadecimal digits follow.
            char unit = json[at + 1] == 'u' ? Unit(json.Slice(at + 2, 4)) : default;
            if (char.IsLowSurrogate(unit) != (high != default))
            {
                return true;
            }

            bool opens = char.IsHighSurrogate(unit);
            if (opens && !json[(at + 6)..].StartsWith("\\u"u8))
            {
                return true;
            }

            high = opens ? unit : default;
        }

        return false;
    }

    private static int Next(ReadOnlySpan<byte> json, int at)
    {
        int from = at + 2;
        int offset = json[from..].IndexOf((byte)'\\');
        return offset < 0 ? -1 : from + offset;
    }

    private static char Unit(ReadOnlySpan<byte> digits) =>
        (char)Convert.ToUInt16(Encoding.ASCII.GetString(digits), 16);
}
