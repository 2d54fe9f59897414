using Mpa.Images;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Tokens;

namespace Mpa.Imaging;

/// <summary>
/// The pages of a scanned PDF: of each the picture that fills it. A page that is drawn from text and lines has none;
/// that takes a renderer, which this program doesn't have.
/// </summary>
internal sealed class PdfScans : IDisposable
{
    // Less than a whole page is a figure on it.
    private const double WholePage = 0.7;

    private readonly PdfDocument _document;
    private readonly string _name;
    private readonly ImageLimits _limits;

    /// <exception cref="ImageException">The file is damaged or needs a password.</exception>
    public PdfScans(byte[] bytes, string name, ImageLimits limits)
    {
        (_name, _limits) = (name, limits);
        ParsingOptions options = new()
        {
            UseLenientParsing = true,
            SkipMissingFonts = true,
            FilterProvider = new BoundedFilters(4 * limits.MaxPixels), // bytes: no picture allowed takes more
        };
        _document = Guarded(() => PdfDocument.Open(bytes, options));
    }

    /// <summary>Whether a file is a PDF.</summary>
    public static bool IsPdf(ReadOnlySpan<byte> bytes) => bytes.StartsWith(ImageInfo.PdfMark);

    /// <summary>Pages.</summary>
    public int Count => Guarded(() => _document.NumberOfPages);

    /// <summary>A page's picture, upright.</summary>
    /// <param name="page">Counted from 0.</param>
    /// <exception cref="ImageException">The page shows no scan, or one that can't be read.</exception>
    public RgbImage Page(int page)
    {
        (Page shown, IPdfImage? scan) = Guarded(() =>
        {
            Page found = _document.GetPage(page + 1);
            return (found, Scan(found));
        });
        if (scan is null)
        {
            throw new ImageException(
                _name,
                ImageException.Drawn,
                $"page {page + 1} is text or drawing, not a scan, and can't be drawn here; make pictures of its pages, "
                    + $"say with \"pdftoppm -r 150 -png {Path.GetFileName(_name)} page\", and name their folder");
        }

        _limits.CheckPixels(_name, scan.WidthInSamples, scan.HeightInSamples);
        RgbImage picture = ImageDecoder.Decode(Guarded(() => Bytes(scan, page)), $"{_name}, page {page + 1}", _limits);
        return ExifOrientation.ToUpright(picture, Orientation(shown.Rotation.Value));
    }

    public void Dispose() => _document.Dispose();

    /// <summary>The picture that fills a page on which no other thing can be seen; null without one.</summary>
    private static IPdfImage? Scan(Page page)
    {
        // A scanner that reads the text lays it over the picture unseen.
        bool hasText = page.Letters.Any(letter => letter.RenderingMode != TextRenderingMode.Neither
            && !string.IsNullOrWhiteSpace(letter.Value));
        IPdfImage? largest = page.GetImages().MaxBy(image => image.BoundingBox.Area);
        return !hasText && largest is not null && largest.BoundingBox.Area >= WholePage * page.Width * page.Height
            ? largest
            : null;
    }

    private byte[] Bytes(IPdfImage scan, int page)
    {
        bool isJpeg = scan.ImageDictionary.TryGet(NameToken.Filter, out IToken filter)
            && (filter is NameToken { Data: "DCTDecode" }
                || filter is ArrayToken { Data: [NameToken { Data: "DCTDecode" }] });
        return isJpeg ? scan.RawMemory.ToArray()
            : scan.TryGetPng(out byte[]? png) ? png
            : throw new ImageException(
                _name, ImageException.Drawn, $"the scan of page {page + 1} is packed in a way that is not read here; "
                    + "make pictures of the pages, and name their folder");
    }

    /// <summary>EXIF's number of a turn to the right.</summary>
    private static int Orientation(int degrees) => degrees switch
    {
        90 => 6,
        180 => 3,
        270 => 8,
        _ => 1,
    };

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PdfDocumentEncryptedException error)
        {
            throw new ImageException(
                _name, ImageException.Unreadable, "the PDF needs a password; save it without one", error);
        }
        catch (Exception error) when (error is not (ImageException or OutOfMemoryException))
        {
            // The library tells of a damaged file by many kinds of errors, those of its parsers included.
            throw new ImageException(
                _name,
                ImageException.Damaged,
                $"the PDF can't be read ({error.Message.Split('\n')[0].TrimEnd('.')}); fetch or save it again",
                error);
        }
    }
}
