using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Turns chats into the ids, labels and positions that a model family reads. The texts of a chat are data: marks in
/// them ("&lt;|im_end|&gt;", "&lt;image&gt;") are ordinary text, so that nobody who writes a question ends its turn.
/// </summary>
internal sealed class ChatEncoder
{
    private readonly bool _marksInText;

    /// <summary>Joins a tokenizer with its family's format.</summary>
    /// <param name="tokenizer">Of the model.</param>
    /// <param name="format">Of its family.</param>
    /// <param name="imageTokens">Image tokens per tile, for families whose tiles are all of one size.</param>
    /// <param name="marksInText">Marks count in the turns' texts too, as in the official processors.</param>
    /// <exception cref="MpaException">The tokenizer lacks a mark that every prompt of the family needs.</exception>
    public ChatEncoder(ITokenizer tokenizer, ChatFormat format, int imageTokens = 1, bool marksInText = false)
    {
        (Tokenizer, Format, ImageTokens, _marksInText) = (tokenizer, format, imageTokens, marksInText);
        int[] marks = [.. format.AllMarks.Select(Require)];
        ImageId = format.ImageId ?? marks[0];
        EndId = Require(format.EndToken);
    }

    /// <summary>Reads the tokenizer of a model folder; the format's marks are special in it whatever it says.</summary>
    /// <exception cref="MpaException">A file is damaged or lacks a part; the message says which.</exception>
    public static ChatEncoder Load(
        string folder, ChatFormat format, int imageTokens = 1, bool marksInText = false) =>
        new(TokenizerFolder.Open(folder, format.AllMarks), format, imageTokens, marksInText);

    /// <summary>The tokenizer.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>How the family writes chats.</summary>
    public ChatFormat Format { get; }

    /// <summary>Image tokens per tile.</summary>
    public int ImageTokens { get; }

    /// <summary>
    /// The id at whose places the model puts image features; below 0 where the vocabulary has no token for them.
    /// </summary>
    public int ImageId { get; }

    /// <summary>The id that ends an answer.</summary>
    public int EndId { get; }

    /// <summary>Encodes a chat. Labels cover each answer and its end mark, of every assistant turn.</summary>
    /// <param name="turns">The chat.</param>
    /// <param name="grids">How each image was cut, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with the opening of an answer, for the model to go on.</param>
    /// <exception cref="MpaException">
    /// Images and grids differ in number, a turn is empty, or a text holds the image mark and marks count.
    /// </exception>
    public EncodedChat Encode(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        ChatRules.Check(turns, grids.Count, _marksInText && Format.ImageId is null ? Format.ImageToken : null);
        WrittenChat chat = Write(turns, grids, generationPrompt);
        List<int> ids = [.. Tokenizer.Prefix];
        List<int> labels = [.. Enumerable.Repeat(EncodedChat.NoLabel, ids.Count)];
        bool learned = false;
        foreach (ChatStretch stretch in Stretches(chat))
        {
            foreach ((int index, int[] part) in Encode(chat, stretch).Index())
            {
                learned ^= index > 0; // an answer begins or ends at each cut
                ids.AddRange(part);
                labels.AddRange(learned ? part : Enumerable.Repeat(EncodedChat.NoLabel, part.Length));
            }

            ids.AddRange(Enumerable.Repeat(ImageId, stretch.ImageTokens));
            labels.AddRange(Enumerable.Repeat(EncodedChat.NoLabel, stretch.ImageTokens));
        }

        return new EncodedChat([.. ids], [.. labels], Format.Positions?.Invoke(ids, ImageId, grids));
    }

    /// <summary>The expanded prompt, as it is tokenized.</summary>
    public WrittenChat Write(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        int next = 0;
        return new ChatWriter(Format, () => Format.Expand(grids[next++], ImageTokens)).Write(turns, generationPrompt);
    }

    /// <summary>The texts that are tokenized apart: the whole, or what stands between images without a token.</summary>
    private IEnumerable<ChatStretch> Stretches(WrittenChat chat)
    {
        int start = 0;
        foreach (TextSpan image in Format.ImageId is null ? [] : chat.Images)
        {
            int tokens = chat.Text.AsSpan(image.Start, image.End - image.Start).Count(Format.ImageToken);
            yield return new ChatStretch(start, image.Start, tokens);
            start = image.End;
        }

        yield return new ChatStretch(start, chat.Text.Length, 0);
    }

    private IReadOnlyList<int[]> Encode(WrittenChat chat, ChatStretch stretch) => Tokenizer.Encode(
        chat.Text[stretch.Start..stretch.End],
        [
            .. chat.Answers.SelectMany(answer => new[] { answer.Start, answer.End })
                .Where(cut => cut >= stretch.Start && cut <= stretch.End)
                .Select(cut => cut - stretch.Start),
        ],
        _marksInText
            ? []
            : [
                .. chat.Plain.Select(span => new TextSpan(span.Start - stretch.Start, span.End - stretch.Start)),
            ]);

    private int Require(string token) => Tokenizer.TokenId(token)
        ?? throw new MpaException($"the tokenizer has no token {token}: it is not one of {Format.Model}");
}

/// <summary>A text of a prompt that is tokenized apart, and the image tokens after it.</summary>
internal readonly record struct ChatStretch(int Start, int End, int ImageTokens);
