using Mpa.Data.Rows;
using Mpa.Files;
using Mpa.Images;
using Mpa.Imaging;

namespace Mpa.Data.Images;

/// <summary>The bytes of a row's image, wherever they are.</summary>
/// <param name="root">Full path of the image root.</param>
internal sealed class RowImages(string root)
{
    private readonly ImageResolver _resolver = new(root);

    /// <summary>
    /// Where the image lies below the root; null when it is embedded or can't be had, with the cause.
    /// </summary>
    public ResolvedImage Find(DataRow row) =>
        row.Image.Bytes is null ? row.Image.In(_resolver) : new ResolvedImage(null);

    /// <summary>Reads the images of a row.</summary>
    /// <returns>None when the row or one of them can't be used, with the problem.</returns>
    public (IReadOnlyList<byte[]> Bytes, RowProblem? Problem) Read(DataRow row)
    {
        List<byte[]> all = [];
        foreach (DataImage image in row.Problem is null ? row.Images : [])
        {
            (byte[]? bytes, RowProblem? problem) = Read(image);
            if (bytes is null)
            {
                return ([], problem);
            }

            all.Add(bytes);
        }

        return (all, row.Problem);
    }

    /// <summary>Reads an image.</summary>
    /// <returns>Null when it can't be had, with the problem.</returns>
    public (byte[]? Bytes, RowProblem? Problem) Read(DataImage image)
    {
        if (image.Bytes is { } embedded)
        {
            return Checked(embedded.Length) is { } large ? (null, large) : (embedded, null);
        }

        ResolvedImage found = image.In(_resolver);
        if (found.Path is null)
        {
            string message = $"the image \"{image.Name}\" is {found.Cause} ({_resolver.Root})";
            return (null, new RowProblem(found.Cause!, message));
        }

        string file = Path.Combine(_resolver.Root, found.Path);
        return Checked(RealPath.LengthOf(file)) is { } problem ? (null, problem) : (File.ReadAllBytes(file), null);
    }

    private static RowProblem? Checked(long bytes) => bytes <= ImageLimits.Default.MaxBytes
        ? null
        : new RowProblem(
            ImageException.TooManyBytes,
            $"the image has {bytes:N0} bytes, more than the limit of {ImageLimits.Default.MaxBytes:N0}");
}
