using System.Formats.Tar;
using System.IO.Compression;

namespace Mpa.Data.Archives;

/// <summary>Lists the members of zip, tar and tar.gz files one after another.</summary>
internal static class ArchiveMembers
{
    private const int UnixTypeMask = 0xF000; // of the mode in a zip entry's upper attributes
    private const int UnixLink = 0xA000;

    public static IEnumerable<ArchiveMember> OfZip(string file)
    {
        // Reading a member ends at the length that the archive states, so the stated length can be relied on as a bound.
        using ZipArchive zip = ZipFile.OpenRead(file);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            bool link = ((entry.ExternalAttributes >> 16) & UnixTypeMask) == UnixLink;
            yield return new ArchiveMember(
                entry.FullName, entry.FullName.EndsWith('/'), link ? "link" : entry.IsEncrypted ? "encrypted" : null, (entry.CompressedLength, entry.Length), entry.Open);
        }
    }

    /// <param name="tar">The tar stream, unpacked.</param>
    public static IEnumerable<ArchiveMember> OfTar(Stream tar)
    {
        using TarReader reader = new(tar, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            yield return new ArchiveMember(
                entry.Name, entry.EntryType == TarEntryType.Directory, Refusal(entry.EntryType), null, () => entry.DataStream ?? Stream.Null);
        }
    }

    private static string? Refusal(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile or TarEntryType.Directory => null,
        TarEntryType.SymbolicLink or TarEntryType.HardLink => "link",
        _ => "not a file",
    };
}
