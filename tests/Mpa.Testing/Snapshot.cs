using System.Runtime.CompilerServices;
using Xunit;

namespace Mpa.Testing;

/// <summary>
/// Compares a text with a .verified.txt file beside the test. A difference leaves a .received.txt file to read and, if
/// right, to rename. (Verify's packages for xunit.v3 are not on the feed: docs/decisions/0003-snapshots.md.)
/// </summary>
public static class Snapshot
{
    public static void Match(
        string actual, string name, string extension = "txt", [CallerFilePath] string testFile = "")
    {
        string test = Path.GetFileNameWithoutExtension(testFile);
        string stem = Path.Combine(Path.GetDirectoryName(testFile)!, $"{test}.{name}");
        string verified = $"{stem}.verified.{extension}";
        string received = $"{stem}.received.{extension}";
        string normal = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        string expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (normal == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, normal);
        Assert.Fail(
            $"{Path.GetFileName(received)} differs from {Path.GetFileName(verified)}. "
            + $"If it is right, rename it.\n\n{normal}");
    }
}
