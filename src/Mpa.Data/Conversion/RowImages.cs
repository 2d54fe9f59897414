using Mpa.Data.Images;
using Mpa.Data.Rows;
using Mpa.Imaging;

namespace Mpa.Data.Conversion;

/// <summary>The bytes of a row's image, wherever they are.</summary>
/// <param name="root">Full path of the image root.</param>
internal sealed class RowImages(string root)
{
    private readonly ImageResolver _resolver = new(root);

    /// <summary>Where the image lies below the root; null when it is embedded or can't be had, with the cause.</summary>
    public ResolvedImage Find(DataRow row) => row.Image.Bytes is null ? _resolver.Find(row.Image) : new ResolvedImage(null);

    /// <summary>Reads the image.</summary>
    /// <returns>Null when it can't be had, with the problem.</returns>
    public (byte[]? Bytes, RowProblem? Problem) Read(DataRow row)
    {
        if (row.Image.Bytes is { } embedded)
        {
            return Checked(embedded.Length) is { } large ? (null, large) : (embedded, null);
        }

        ResolvedImage found = _resolver.Find(row.Image);
        if (found.Path is null)
        {
            return (null, new RowProblem(found.Cause!, $"the image \"{row.Image.Name}\" is {found.Cause} ({_resolver.Root})"));
        }

        string file = Path.Combine(_resolver.Root, found.Path);
        return Checked(new FileInfo(file).Length) is { } problem ? (null, problem) : (File.ReadAllBytes(file), null);
    }

    private static RowProblem? Checked(long bytes) => bytes <= ImageLimits.Default.MaxBytes
        ? null
        : new RowProblem(ImageException.TooManyBytes, $"the image has {bytes:N0} bytes, more than the limit of {ImageLimits.Default.MaxBytes:N0}");
}
