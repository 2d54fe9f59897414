namespace Mpa.Chats;

/// <summary>One turn of a chat.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Parts">What is said and shown, in order; at least one part.</param>
public sealed record ChatTurn(ChatRole Role, IReadOnlyList<ChatPart> Parts)
{
    /// <summary>Standing instructions.</summary>
    public static ChatTurn System(string text) => new(ChatRole.System, [ChatPart.OfText(text)]);

    /// <summary>A question after a number of images (as SmolVLM's examples order them); 0 asks without an image.</summary>
    public static ChatTurn User(string text, int images = 1) =>
        new(ChatRole.User, [.. Enumerable.Repeat(ChatPart.Image, images), ChatPart.OfText(text)]);

    /// <summary>The model's answer.</summary>
    public static ChatTurn Assistant(string text) => new(ChatRole.Assistant, [ChatPart.OfText(text)]);
}
