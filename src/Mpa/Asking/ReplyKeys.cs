using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>
/// The content keys of one model's replies: of each what can change it and no more. A folder's options change every
/// reply. Of a server's options, those about images change a reply only where the image is made anew for it, and those
/// about the form of pairs only a reply that is to hold one.
/// </summary>
internal sealed class ReplyKeys
{
    // Earlier versions sent such an image as it was, or made anew from what lay under its transparency.
    private const string Remade = "upright, on white";

    private readonly ServerOptions? _server;
    private readonly string _who;
    private readonly Dictionary<(string? Picture, int? Repairs), string> _asked = [];

    private ReplyKeys(ServerOptions? server, string who) => (_server, _who) = (server, who);

    /// <summary>Those of a model of the run.</summary>
    public static ReplyKeys Of(RunSession run, ModelReference model) => model.Server is { } server
        ? new ReplyKeys(
            server,
            ContentKey.Of(
                ["served", server.Model, server.Revision, server.Reports, server.ExtraBody, .. server.ThinkingKey()]))
        : new ReplyKeys(null, run.Fingerprint(model));

    /// <summary>Key of a reply about an item.</summary>
    /// <param name="item">Which.</param>
    /// <param name="prompt">The user's text.</param>
    /// <param name="sampling">How the reply is drawn.</param>
    public string Of(KeyedItem item, string prompt, SamplingOptions sampling) =>
        ContentKey.OfReply(item.Sha256, prompt, Asked(Pictures(item), null), sampling);

    /// <summary>Key of a reply to a text.</summary>
    public string Of(string prompt, SamplingOptions sampling) =>
        ContentKey.OfReply("", prompt, Asked(null, null), sampling);

    /// <summary>Key of a reply that is to hold a pair.</summary>
    /// <param name="item">It is about.</param>
    /// <param name="prompt">The user's text.</param>
    /// <param name="sampling">How the reply is drawn.</param>
    /// <param name="repairs">Other than the server's; null takes the server's.</param>
    public string OfPair(KeyedItem item, string prompt, SamplingOptions sampling, int? repairs = null) =>
        ContentKey.OfReply(
            item.Sha256, prompt, Asked(Pictures(item), _server is null ? null : repairs ?? _server.Repairs), sampling);

    /// <summary>
    /// Whether a reply that holds a pair was asked for as this one would be but for the number of repairs allowed, and
    /// took no more of them than now are. It would come out the same.
    /// </summary>
    public bool IsSameBefore(
        string key, int repairs, KeyedItem item, string prompt, SamplingOptions sampling) => _server is { } server
        && repairs <= server.Repairs
        && Enumerable.Range(repairs, ServerOptions.MostRepairs + 1 - repairs)
            .Any(allowed => OfPair(item, prompt, sampling, allowed) == key);

    /// <summary>How those images of an item are sent that aren't sent as they are; null where all are.</summary>
    private string? Pictures(KeyedItem item)
    {
        string?[] pictures = [.. item.Images.Select(Picture)];
        return pictures switch
        {
            [var only] => only,
            _ when pictures.All(picture => picture is null) => null,
            _ => ContentKey.Of(pictures),
        };
    }

    /// <summary>How an image is sent that isn't sent as it is; null for one that is.</summary>
    private string? Picture(KeyedImage image)
    {
        if (_server is not { } server)
        {
            return null;
        }

        bool isLarge = image.Pixels > server.MaxPixels;
        bool isTaken = image.Format is { } format && server.ImageFormats.Contains(format);
        if (isTaken && !isLarge && image.Bytes <= server.MaxImageBytes && !image.IsRemade)
        {
            return null;
        }

        string sent = ContentKey.Of(
            isLarge ? server.MaxPixels : null,
            server.MaxImageBytes,
            image.Format is null ? server.ImageFormats.Order(StringComparer.Ordinal) : null);
        return image.IsRemade ? ContentKey.Of(sent, Remade) : sent;
    }

    /// <summary>What of model and request stands in the key in the fingerprint's place.</summary>
    private string Asked(string? picture, int? repairs)
    {
        if (_server is not { } server)
        {
            return _who;
        }

        if (!_asked.TryGetValue((picture, repairs), out string? asked))
        {
            asked = ContentKey.Of(_who, picture, repairs is null ? null : server.Structured, repairs);
            _asked.Add((picture, repairs), asked);
        }

        return asked;
    }
}

/// <summary>What of an item decides how it reaches a model.</summary>
/// <param name="Sha256">Of its one image's bytes, or of several images' hashes; lower-case hex.</param>
/// <param name="Images">At least one.</param>
internal readonly record struct KeyedItem(string Sha256, IReadOnlyList<KeyedImage> Images)
{
    /// <summary>An item of the run.</summary>
    public static KeyedItem Of(ImageItem item) => new(item.Sha256, [.. item.Shown.Select(KeyedImage.Of)]);

    /// <summary>Images of a test.</summary>
    public static KeyedItem Of(IReadOnlyList<ImagePart> parts) => new(
        parts is [{ Frame: null } only] ? only.Sha256 : ImagePart.HashOf(parts), [.. parts.Select(KeyedImage.Of)]);
}

/// <summary>What of an image decides how it reaches a model.</summary>
/// <param name="Sha256">Of the file's bytes, lower-case hex.</param>
/// <param name="Pixels">Width × height.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Format">"png", "jpeg" …, by content; null when unknown.</param>
/// <param name="IsRemade">Whether it is shown otherwise than its file has it, such as turned.</param>
internal readonly record struct KeyedImage(
    string Sha256, long Pixels, long Bytes, string? Format, bool IsRemade = false)
{
    /// <summary>An image of the run or of a test.</summary>
    public static KeyedImage Of(ImagePart image) =>
        new(
            image.Sha256,
            (long)image.Width * image.Height,
            image.Bytes,
            image.Format,
            ImageNotes.AreRemade(image.Notes));
}
