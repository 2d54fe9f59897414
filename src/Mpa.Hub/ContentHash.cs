using System.Text.RegularExpressions;

namespace Mpa.Hub;

/// <summary>The checksum that the hub states for a file.</summary>
/// <param name="Kind">How it is computed.</param>
/// <param name="Hex">Lower-case hexadecimal.</param>
public sealed partial record ContentHash(ContentHashKind Kind, string Hex)
{
    /// <summary>Reads a checksum, told apart by its length; null when the text is none.</summary>
    /// <param name="text">64 or 40 hexadecimal digits; may be quoted, as an ETag is.</param>
    public static ContentHash? TryParse(string? text)
    {
        string hex = (text ?? "").Trim('"').ToLowerInvariant();
        return !Hexadecimal().IsMatch(hex) ? null : hex.Length switch
        {
            64 => new ContentHash(ContentHashKind.Sha256, hex),
            40 => new ContentHash(ContentHashKind.GitSha1, hex),
            _ => null,
        };
    }

    [GeneratedRegex("^[0-9a-f]+$")]
    private static partial Regex Hexadecimal();
}
