using System.Security.Cryptography;

namespace Mpa.Files;

/// <summary>Tells whether a file is still the same.</summary>
public static class FileDigest
{
    /// <summary>SHA-256 of the bytes in lower-case hex; "absent" for a file that doesn't exist.</summary>
    public static string Of(string path)
    {
        if (!File.Exists(path))
        {
            return "absent";
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Length and time of the last change: cheap, for many files whose change only costs a second look.</summary>
    public static string Stamp(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? $"{file.Length}@{file.LastWriteTimeUtc.Ticks}" : "absent";
    }
}
