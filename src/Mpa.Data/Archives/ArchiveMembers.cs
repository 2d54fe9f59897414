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
        // Reading a member ends at the length that the archive states, so that length can be relied on as a bound.
        using ZipArchive zip = ZipFile.OpenRead(file);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            bool link = ((entry.ExternalAttributes >> 16) & UnixTypeMask) == UnixLink;
            yield return new ArchiveMember(
                entry.FullName,
                entry.FullName.EndsWith('/'),
                link ? "link" : entry.IsEncrypted ? "encrypted" : null,
                (entry.CompressedLength, entry.Length),
                entry.Open);
        }
    }

    /// <param name="tar">The tar stream, unpacked.</param>
    public static IEnumerable<ArchiveMember> OfTar(Stream tar)
    {
        using TarReader reader = new(tar, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            yield return new ArchiveMember(
                entry.Name,
                entry.EntryType == TarEntryType.Directory,
                Refusal(entry.EntryType),
                null,
                () => entry.DataStream ?? Stream.Null);
        }
    }

    private static string? Refusal(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => null,
        TarEntryType.Directory => null,
        TarEntryType.SymbolicLink or TarEntryType.HardLink => "link",
        _ => "not a file",
    };
}

/// <summary>One entry of an archive.</summary>
/// <param name="Name">As the archive writes it.</param>
/// <param name="IsFolder">Folders are made when a file needs them.</param>
/// <param name="Refusal">Why it is not a plain file ("link", "device", "encrypted"); null for a file or folder.</param>
/// <param name="Packed">
/// What it takes in the archive, and the most that comes out; null where members are not packed one by one.
/// </param>
/// <param name="Open">Its bytes; valid until the next member is read.</param>
internal sealed record ArchiveMember(
    string Name, bool IsFolder, string? Refusal, (long In, long Out)? Packed, Func<Stream> Open);

/// <summary>Passes bytes on and counts them; <paramref name="count"/> throws when there have been too many.</summary>
internal sealed class CountedStream(Stream inner, Action<int> count) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        count(read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
