namespace Mpa.Chats;

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
