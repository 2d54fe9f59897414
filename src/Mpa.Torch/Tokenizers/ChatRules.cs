using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>What every family asks of a chat.</summary>
internal static class ChatRules
{
    /// <summary>Checks a chat before it is written as a prompt.</summary>
    /// <param name="turns">The chat.</param>
    /// <param name="images">Images given.</param>
    /// <param name="imageMark">
    /// The family's placeholder of an image where marks in texts count: one there would take the place of an image;
    /// else null.
    /// </param>
    /// <exception cref="MpaException">
    /// Images differ in number, a turn has no part, an answer shows an image, or a text holds the mark.
    /// </exception>
    public static void Check(IReadOnlyList<ChatTurn> turns, int images, string? imageMark)
    {
        int shown = turns.Sum(turn => turn.Parts.Count(part => part.IsImage));
        if (shown != images)
        {
            throw new MpaException(
                $"the chat shows {shown} images, but {images} were given: give one image for each place in the chat");
        }

        foreach (ChatTurn turn in turns)
        {
            Check(turn, imageMark);
        }
    }

    private static void Check(ChatTurn turn, string? imageMark)
    {
        if (turn.Parts.Count == 0)
        {
            throw new MpaException($"a turn of {turn.Role} is empty: give it a text or an image");
        }

        if (turn.Role == ChatRole.Assistant && turn.Parts.Any(part => part.IsImage))
        {
            throw new MpaException(
                "an answer shows an image, but the model writes text only: move the image to a turn of the user");
        }

        if (imageMark is null)
        {
            return;
        }

        // Over the joined parts, so that a mark can't be put together from two texts.
        string joined = string.Concat(turn.Parts.Select(part => part.Text ?? imageMark));
        if (joined.AsSpan().Count(imageMark) != turn.Parts.Count(part => part.IsImage))
        {
            throw new MpaException(
                $"the text \"{joined}\" holds the mark {imageMark} where no image was given: "
                + "remove it from the text");
        }
    }
}
