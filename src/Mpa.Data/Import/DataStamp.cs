using Mpa.Files;

namespace Mpa.Data.Import;

/// <summary>What tells that a source is still the same.</summary>
internal static class DataStamp
{
    /// <summary>Of files that hold all there is.</summary>
    public static string Of(IEnumerable<string> files, string? imageRoot, int limit) =>
        ContentKey.Of(files.Select(file => $"{file} {FileDigest.Stamp(file)}"), imageRoot, limit);

    /// <summary>Of files that name images beside them.</summary>
    public static string Of(DataSet data, int limit, IEnumerable<string> images) =>
        ContentKey.Of(Of(data.Files, data.ImageRoot, limit), images.Select(image => FileDigest.Stamp(Path.Combine(data.ImageRoot, image))));
}
