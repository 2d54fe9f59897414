using System.Text;
using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>Writes a chat as its family does.</summary>
/// <param name="format">The family's.</param>
/// <param name="nextImage">What stands for the next image.</param>
internal sealed class ChatWriter(ChatFormat format, Func<string> nextImage)
{
    private readonly StringBuilder _text = new(format.Begin);
    private readonly List<TextSpan> _plain = [];
    private readonly List<TextSpan> _answers = [];
    private readonly List<TextSpan> _images = [];

    /// <summary>The chat as the family's chat template renders it, images unexpanded.</summary>
    public static string Template(ChatFormat format, IReadOnlyList<ChatTurn> turns, bool generationPrompt) =>
        new ChatWriter(format with { LastClose = null }, () => format.TemplateImage)
            .Write(turns, generationPrompt).Text;

    /// <summary>Writes the turns.</summary>
    /// <param name="turns">The chat; without a system turn first, it gets the family's own.</param>
    /// <param name="generationPrompt">Ends with the opening of an answer, for the model to go on.</param>
    public WrittenChat Write(IReadOnlyList<ChatTurn> turns, bool generationPrompt)
    {
        if (format.SystemText is { } system && turns is [{ Role: not ChatRole.System }, ..])
        {
            turns = [ChatTurn.System(system), .. turns];
        }

        foreach ((int index, ChatTurn turn) in turns.Index())
        {
            bool endsChat = index == turns.Count - 1 && !generationPrompt;
            Write(turn, Marks(turn.Role, endsChat));
        }

        _text.Append(generationPrompt ? format.Assistant.Open : "");
        return new WrittenChat(_text.ToString(), _plain, _answers, _images);
    }

    private TurnMarks Marks(ChatRole role, bool endsChat) => role switch
    {
        ChatRole.System => format.System,
        ChatRole.User => format.User,
        _ when endsChat && format.LastClose is { } close => format.Assistant with { Close = close, After = "" },
        _ => format.Assistant,
    };

    private void Write(ChatTurn turn, TurnMarks marks)
    {
        IReadOnlyList<ChatPart> parts = Arranged(turn);
        _text.Append(marks.Open);
        int start = _text.Length;
        _text.Append(parts is [{ IsImage: true }, ..] ? "" : marks.Lead);
        bool leads = true;
        foreach (ChatPart part in parts)
        {
            leads &= part.IsImage;
            if (part.Text is { } text)
            {
                _plain.Add(Append(text));
                _text.Append(turn.Role == ChatRole.Assistant ? "" : format.AfterText);
            }
            else
            {
                _images.Add(Append(nextImage()));
                _text.Append(leads ? format.AfterImage : "");
            }
        }

        _text.Append(marks.Close);
        if (turn.Role == ChatRole.Assistant)
        {
            _answers.Add(new TextSpan(start, _text.Length));
        }

        _text.Append(marks.After);
    }

    private IReadOnlyList<ChatPart> Arranged(ChatTurn turn)
    {
        ChatPart[] images = [.. turn.Parts.Where(part => part.IsImage)];
        if (!format.ImagesFirst || images.Length == 0)
        {
            return turn.Parts;
        }

        IEnumerable<ChatPart> texts = turn.Parts.Where(part => !part.IsImage);
        return format.TrimsQuestions
            ? [.. images, ChatPart.OfText(string.Concat(texts.Select(part => part.Text)).Trim())]
            : [.. images, .. texts];
    }

    private TextSpan Append(string text)
    {
        int start = _text.Length;
        _text.Append(text);
        return new TextSpan(start, _text.Length);
    }
}

/// <summary>A chat as text.</summary>
/// <param name="Text">The whole prompt.</param>
/// <param name="Plain">Where the turns' own texts stand, in which marks are ordinary text.</param>
/// <param name="Answers">What the model learns to write, end marks included.</param>
/// <param name="Images">Where its images stand.</param>
internal sealed record WrittenChat(
    string Text, IReadOnlyList<TextSpan> Plain, IReadOnlyList<TextSpan> Answers, IReadOnlyList<TextSpan> Images);
