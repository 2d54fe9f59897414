using Mpa.Files;

namespace Mpa.Imaging;

/// <summary>Takes pictures out of a file that holds several: frames of an animation, pages of a scanned PDF.</summary>
public static class SeveralPictures
{
    /// <summary>Writes pictures as PNG files; one that is there already is left as it is.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="pictures">Which, counted from 0, ascending.</param>
    /// <param name="target">Full path of a picture's file, without its extension.</param>
    /// <param name="limits">Null: <see cref="ImageLimits.Default"/>.</param>
    /// <returns>Full paths of the pictures' files, in order.</returns>
    /// <exception cref="ImageException">The file can't be used; its cause says why.</exception>
    public static IReadOnlyList<string> TakeOut(
        string path, IReadOnlyList<int> pictures, Func<int, string> target, ImageLimits? limits = null)
    {
        string[] files = [.. pictures.Select(picture => target(picture) + ".png")];
        if (!files.All(File.Exists))
        {
            limits ??= ImageLimits.Default;
            byte[] bytes = ImageFile.Read(path, limits);
            foreach ((string file, RgbImage picture) in files.Zip(Read(bytes, path, pictures, limits)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                byte[] png = ImageEncoder.ToPng(picture);
                AtomicFile.Write(file, stream => stream.Write(png));
            }
        }

        return files;
    }

    private static IEnumerable<RgbImage> Read(
        byte[] bytes, string path, IReadOnlyList<int> pictures, ImageLimits limits)
    {
        if (PdfScans.IsPdf(bytes))
        {
            using PdfScans pages = new(bytes, path, limits);
            foreach (int page in pictures)
            {
                yield return pages.Page(page);
            }

            yield break;
        }

        using Animation animation = new(bytes, path, limits);
        foreach (RgbImage frame in animation.Frames(pictures))
        {
            yield return frame;
        }
    }
}
