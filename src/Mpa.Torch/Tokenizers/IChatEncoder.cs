using System.Text;
using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Turns chats into the ids, labels and positions that a model family reads. The texts of a chat are data: marks in
/// them ("&lt;|im_end|&gt;", "&lt;image&gt;") are ordinary text, so that nobody who writes a question ends its turn.
/// </summary>
internal interface IChatEncoder
{
    /// <summary>The tokenizer.</summary>
    ITokenizer Tokenizer { get; }

    /// <summary>Encodes a chat. Labels cover each answer and its end mark, of every assistant turn.</summary>
    /// <param name="turns">The chat.</param>
    /// <param name="grids">How each image was cut, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with the opening of an answer, for the model to go on.</param>
    /// <exception cref="MpaException">
    /// Images and grids differ in number, a turn is empty, or a text holds the image mark and marks count.
    /// </exception>
    EncodedChat Encode(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt);
}

/// <summary>A chat as ids.</summary>
/// <param name="Ids">Token ids of the expanded prompt.</param>
/// <param name="Labels">
/// What the model learns to write: the id in answers and their end mark, <see cref="NoLabel"/> elsewhere; as long as
/// <paramref name="Ids"/>.
/// </param>
/// <param name="Positions">Rotary positions [axes][tokens]; null for 0, 1, 2 … on the only axis.</param>
internal sealed record EncodedChat(int[] Ids, int[] Labels, int[][]? Positions = null)
{
    /// <summary>The label of a token that is not learned.</summary>
    public const int NoLabel = -100;

    /// <summary>Position, on every axis, of a token that follows the chat.</summary>
    public int NextPosition =>
        Positions is null ? Ids.Length : Positions.Max(axis => axis.DefaultIfEmpty(-1).Max()) + 1;
}

/// <summary>
/// How an image was cut into what its family counts. Idefics3: rows × columns of tiles, followed by the whole image as
/// one more tile; 0 × 0 is an image that was not cut. Qwen2-VL: rows × columns of image tokens.
/// </summary>
/// <param name="Rows">Rows of pieces.</param>
/// <param name="Columns">Pieces in a row.</param>
internal sealed record ImageGrid(int Rows, int Columns)
{
    /// <summary>An image that was not cut.</summary>
    public static ImageGrid Whole { get; } = new(0, 0);

    /// <summary>How many tiles the model sees.</summary>
    public int Tiles => (Rows * Columns) + 1;
}

/// <summary>A stretch of a prompt that can be tokenized on its own.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsAnswer">
/// Whether the model learns to write it: an answer with the space before it and the end mark after it.
/// </param>
/// <param name="Plain">Where a turn's own texts stand, in which marks are ordinary text.</param>
internal sealed record PromptSection(string Text, bool IsAnswer, IReadOnlyList<TextSpan> Plain)
{
    /// <summary>Of a prompt's own words and marks.</summary>
    public static PromptSection Fixed(string text) => new(text, IsAnswer: false, []);

    /// <summary>The whole prompt.</summary>
    public static string Join(IEnumerable<PromptSection> sections) =>
        string.Concat(sections.Select(section => section.Text));

    /// <summary>Its ids.</summary>
    /// <param name="tokenizer">The family's.</param>
    /// <param name="marksInText">Marks count in the turns' texts too, as in the official processors.</param>
    public int[] Encode(ITokenizer tokenizer, bool marksInText) =>
        tokenizer.Encode(Text, addTemplate: false, marksInText ? null : Plain);
}

/// <summary>Puts a turn together from its own texts and what its family writes around them.</summary>
internal sealed class TurnWriter
{
    private readonly StringBuilder _text = new();
    private readonly List<TextSpan> _plain = [];

    /// <summary>Adds the family's words and marks.</summary>
    public TurnWriter Fixed(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds the turn's texts, with what stands for each of its images.</summary>
    public TurnWriter Parts(ChatTurn turn, Func<string> nextImage)
    {
        foreach (ChatPart part in turn.Parts)
        {
            int start = _text.Length;
            _text.Append(part.Text ?? nextImage());
            if (part.Text is not null)
            {
                _plain.Add(new TextSpan(start, _text.Length));
            }
        }

        return this;
    }

    /// <summary>What was written.</summary>
    public PromptSection Section(bool isAnswer) => new(_text.ToString(), isAnswer, _plain);
}

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
