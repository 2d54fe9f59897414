namespace Mpa.Data.Archives;

/// <summary>What an archive may unpack to. All are counted on the bytes that come out, not on what the archive says of itself.</summary>
public sealed record ArchiveLimits
{
    /// <summary>Large enough for every image of COCO 2014 in one archive.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Files and folders.</summary>
    public int Members { get; init; } = 500_000;

    /// <summary>Of all members together.</summary>
    public long TotalBytes { get; init; } = 128L << 30;

    /// <summary>Of one member.</summary>
    public long MemberBytes { get; init; } = 4L << 30;

    /// <summary>Bytes out for one byte in, of what is larger than <see cref="FreeBytes"/>. Images unpack to about 1, JSON to about 10.</summary>
    public int Ratio { get; init; } = 100;

    /// <summary>Up to this many bytes, any ratio is harmless.</summary>
    public long FreeBytes { get; init; } = 16L << 20;
}
