namespace Mpa.Data.Formats;

/// <summary>What a file is by its first bytes.</summary>
internal enum FileKind
{
    /// <summary>One JSON value.</summary>
    Json,

    /// <summary>A JSON object a line.</summary>
    JsonLines,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>A tar archive, compressed by gzip or not.</summary>
    Tar,

    /// <summary>One image.</summary>
    Image,

    /// <summary>Other text: a path a line.</summary>
    PathList,
}
