using Mpa.Models;

namespace Mpa.Chats;

/// <summary>A chat whose next turn is asked for.</summary>
/// <param name="Model">One of <see cref="IChatModel.Names"/>.</param>
/// <param name="Turns">The chat so far, in order; the last turn is the user's.</param>
/// <param name="Images">
/// Contents of the image files, in the order of the image parts of <paramref name="Turns"/>.
/// </param>
/// <param name="Sampling">How the reply is drawn; it is also cut where the model's context ends.</param>
/// <param name="TopLogProbabilities">
/// How many alternatives to tell with each token's score; null tells no scores.
/// </param>
public sealed record ChatRequest(
    string Model,
    IReadOnlyList<ChatTurn> Turns,
    IReadOnlyList<byte[]> Images,
    SamplingOptions Sampling,
    int? TopLogProbabilities = null);

/// <summary>One turn of a chat.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Parts">What is said and shown, in order; at least one part.</param>
public sealed record ChatTurn(ChatRole Role, IReadOnlyList<ChatPart> Parts)
{
    /// <summary>Standing instructions.</summary>
    public static ChatTurn System(string text) => new(ChatRole.System, [ChatPart.OfText(text)]);

    /// <summary>
    /// A question after a number of images (as SmolVLM's examples order them); 0 asks without an image.
    /// </summary>
    public static ChatTurn User(string text, int images = 1) =>
        new(ChatRole.User, [.. Enumerable.Repeat(ChatPart.Image, images), ChatPart.OfText(text)]);

    /// <summary>The model's answer.</summary>
    public static ChatTurn Assistant(string text) => new(ChatRole.Assistant, [ChatPart.OfText(text)]);
}

/// <summary>Who speaks in a turn.</summary>
public enum ChatRole
{
    /// <summary>Standing instructions.</summary>
    System,

    /// <summary>Who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>One part of a turn: a text, or the place of an image.</summary>
public sealed record ChatPart
{
    private ChatPart(string? text) => Text = text;

    /// <summary>The place of the next image.</summary>
    public static ChatPart Image { get; } = new((string?)null);

    /// <summary>The text; null for an image.</summary>
    public string? Text { get; }

    /// <summary>Whether this is the place of an image.</summary>
    public bool IsImage => Text is null;

    /// <summary>A text part.</summary>
    public static ChatPart OfText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ChatPart(text);
    }
}
