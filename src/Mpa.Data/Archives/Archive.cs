using System.IO.Compression;
using Mpa.Images;

namespace Mpa.Data.Archives;

/// <summary>
/// A zip, tar or tar.gz file. Members that lead out of the folder, links and devices are refused one by one; an archive
/// that unpacks to more than the limits is refused as a whole, as soon as the bytes have been counted.
/// </summary>
/// <param name="file">Full path.</param>
/// <param name="isZip">Else tar, packed by gzip or not.</param>
/// <param name="limits">What it may unpack to.</param>
internal sealed class Archive(string file, bool isZip, ArchiveLimits limits)
{
    private readonly MemberPaths _paths = new();
    private long _total;
    private long _tar;

    /// <summary>Unpacks the files into a folder, hidden ones left out.</summary>
    /// <returns>The members that were refused.</returns>
    /// <exception cref="MpaException">It is damaged, or unpacks to more than the limits.</exception>
    public IReadOnlyList<ImageFailure> Unpack(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        foreach ((ArchiveMember member, string path) in Files(cancellation))
        {
            string target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using FileStream output = new(target, FileMode.CreateNew);
            Copy(member, output);
        }

        return _paths.Refused;
    }

    /// <summary>
    /// The folder that holds more than one folder, below the unpacked files: archives often hold everything in one.
    /// </summary>
    public static string Top(string folder)
    {
        while (Directory.GetFileSystemEntries(folder) is [string only] && Directory.Exists(only))
        {
            folder = only;
        }

        return folder;
    }

    private IEnumerable<(ArchiveMember Member, string Path)> Files(CancellationToken cancellation)
    {
        int members = 0;
        using IEnumerator<ArchiveMember> all = Members().GetEnumerator();
        while (Guarded(all.MoveNext))
        {
            cancellation.ThrowIfCancellationRequested();
            Require(++members <= limits.Members, $"holds more than {limits.Members:N0} members");
            if (_paths.Accept(all.Current) is { } path)
            {
                yield return (all.Current, path);
            }
        }
    }

    private IEnumerable<ArchiveMember> Members()
    {
        if (isZip)
        {
            return ArchiveMembers.OfZip(file);
        }

        Stream packed = File.OpenRead(file);
        bool gzip = packed.ReadByte() == 0x1f;
        packed.Position = 0;
        Stream tar = gzip ? new GZipStream(packed, CompressionMode.Decompress) : packed;
        return OfTar(new CountedStream(tar, read => CountTar(read, packed.Position)));
    }

    private static IEnumerable<ArchiveMember> OfTar(Stream tar)
    {
        using (tar)
        {
            foreach (ArchiveMember member in ArchiveMembers.OfTar(tar))
            {
                yield return member;
            }
        }
    }

    private void Copy(ArchiveMember member, Stream output)
    {
        if (member.Packed is { } packed)
        {
            RequireMember(member, packed.Out);
            RequireRatio(packed.Out, packed.In, member.Name);
        }

        using Stream input = Guarded(member.Open);
        byte[] buffer = new byte[1 << 16];
        long written = 0;
        for (int read = Guarded(() => input.Read(buffer)); read > 0; read = Guarded(() => input.Read(buffer)))
        {
            written += read;
            _total += read;
            RequireMember(member, written);
            Require(_total <= limits.TotalBytes, $"unpacks to more than {limits.TotalBytes >> 30:N0} GiB");
            output.Write(buffer, 0, read);
        }
    }

    private void RequireMember(ArchiveMember member, long bytes) =>
        Require(bytes <= limits.MemberBytes, $"unpacks {member.Name} to more than {limits.MemberBytes >> 20:N0} MiB");

    private void CountTar(int read, long packed)
    {
        _tar += read;
        Require(_tar <= limits.TotalBytes, $"unpacks to more than {limits.TotalBytes >> 30:N0} GiB");
        RequireRatio(_tar, packed, "its tar");
    }

    private void RequireRatio(long unpacked, long packed, string what) =>
        Require(
            unpacked <= limits.FreeBytes || unpacked <= packed * limits.Ratio,
            $"unpacks {what} to more than {limits.Ratio} times its size: it may be a decompression bomb");

    private void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new MpaException($"{file} {problem}. Unpack it yourself if you trust it, and name the folder.");
        }
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (
            error is InvalidDataException or EndOfStreamException or NotSupportedException or FormatException)
        {
            throw new MpaException(
                $"{file}: the archive is damaged: {error.Message.TrimEnd('.')}. Fetch it again.", error);
        }
    }
}

/// <summary>
/// What an archive may unpack to. All are counted on the bytes that come out, not on what the archive says of itself.
/// </summary>
internal sealed record ArchiveLimits
{
    /// <summary>Large enough for every image of COCO 2014 in one archive.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Files and folders.</summary>
    public int Members { get; init; } = 500_000;

    /// <summary>Of all members together.</summary>
    public long TotalBytes { get; init; } = 128L << 30;

    /// <summary>Of one member.</summary>
    public long MemberBytes { get; init; } = 4L << 30;

    /// <summary>
    /// Bytes out for one byte in, of what is larger than <see cref="FreeBytes"/>. Images unpack to about 1, JSON to
    /// about 10.
    /// </summary>
    public int Ratio { get; init; } = 100;

    /// <summary>Up to this many bytes, any ratio is harmless.</summary>
    public long FreeBytes { get; init; } = 16L << 20;
}
