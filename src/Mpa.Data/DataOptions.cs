using Mpa.Data.Formats;

namespace Mpa.Data;

/// <summary>How a data set is opened.</summary>
public sealed record DataOptions
{
    /// <summary>Names of the layouts.</summary>
    public static IReadOnlyList<string> Formats => DataFormats.Names;

    /// <summary>Name of the layout; null recognizes it from the content.</summary>
    public string? Format { get; init; }

    /// <summary>Full path of the folder that image paths start from and may not leave; null takes the data set's own.</summary>
    public string? ImageRoot { get; init; }

    /// <summary>False leaves the images of Parquet files unread, for counts alone.</summary>
    public bool WithBytes { get; init; } = true;
}
