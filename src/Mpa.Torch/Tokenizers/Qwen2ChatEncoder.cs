using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>Turns chats into the ids, labels and positions of a Qwen2-VL or Qwen2.5-VL model.</summary>
internal sealed class Qwen2ChatEncoder : IChatEncoder
{
    private readonly bool _marksInText;

    /// <summary>Takes a tokenizer that has the family's marks.</summary>
    /// <param name="tokenizer">Of the family.</param>
    /// <param name="marksInText">Marks count in the turns' texts too, as in the official processors.</param>
    /// <exception cref="MpaException">One of the marks is missing.</exception>
    public Qwen2ChatEncoder(ITokenizer tokenizer, bool marksInText = false)
    {
        Tokenizer = tokenizer;
        _marksInText = marksInText;
        ImageId = Require(Qwen2Tokens.Image);
        EndOfTurnId = Require(Qwen2Tokens.End);
        _ = Require(Qwen2Tokens.Start);
        _ = Require(Qwen2Tokens.VisionStart);
    }

    /// <inheritdoc/>
    public ITokenizer Tokenizer { get; }

    /// <summary>The id at whose places the model puts image tokens.</summary>
    public int ImageId { get; }

    /// <summary>The id that ends an answer.</summary>
    public int EndOfTurnId { get; }

    /// <summary>Encodes a chat; the newline after an answer's end mark has no label.</summary>
    /// <inheritdoc/>
    public EncodedChat Encode(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        List<int> ids = [];
        List<int> labels = [];
        ChatRules.Check(turns, grids.Count, _marksInText ? Qwen2Tokens.Image : null);
        foreach (PromptSection section in Qwen2Prompt.Sections(turns, grids, generationPrompt))
        {
            int[] encoded = section.Encode(Tokenizer, _marksInText);
            ids.AddRange(encoded);
            labels.AddRange(section.IsAnswer ? encoded : Enumerable.Repeat(EncodedChat.NoLabel, encoded.Length));
        }

        return new EncodedChat([.. ids], [.. labels], MultimodalPositions.Of(ids, ImageId, grids));
    }

    private int Require(string token) => Tokenizer.TokenId(token)
        ?? throw new MpaException($"the tokenizer has no token {token}: it is not one of a Qwen2-VL model");
}

/// <summary>
/// Writes the prompt of Qwen2-VL and Qwen2.5-VL (the hub's chat template, then the processor's expansion of each
/// image).
/// </summary>
internal static class Qwen2Prompt
{
    /// <summary>An image as the template marks it, before it is expanded.</summary>
    public const string OneImage = Qwen2Tokens.VisionStart + Qwen2Tokens.Image + Qwen2Tokens.VisionEnd;

    private const string DefaultSystem = "You are a helpful assistant.";

    /// <summary>
    /// The expanded prompt, cut where tokenizing the parts equals tokenizing the whole (an answer that begins with
    /// white space excepted).
    /// </summary>
    /// <param name="turns">The chat; without a system turn first, it gets the template's own.</param>
    /// <param name="grids">Rows and columns of image tokens, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with the opening of an answer, for the model to go on.</param>
    public static IReadOnlyList<PromptSection> Sections(
        IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        int next = 0;
        return Sections(turns, generationPrompt, () => Image(grids[next].Rows * grids[next++].Columns));
    }

    /// <summary>The chat template, with what the caller puts in the place of each image.</summary>
    public static IReadOnlyList<PromptSection> Sections(
        IReadOnlyList<ChatTurn> turns, bool generationPrompt, Func<string> nextImage)
    {
        List<PromptSection> sections = [];
        if (turns.Count > 0 && turns[0].Role != ChatRole.System)
        {
            turns = [ChatTurn.System(DefaultSystem), .. turns];
        }

        foreach (ChatTurn turn in turns)
        {
            bool isAnswer = turn.Role == ChatRole.Assistant;
            TurnWriter body = new();
            if (isAnswer)
            {
                sections.Add(PromptSection.Fixed(Opening(turn.Role)));
            }
            else
            {
                body.Fixed(Opening(turn.Role));
            }

            sections.Add(body.Parts(turn, nextImage).Fixed(Qwen2Tokens.End).Section(isAnswer));
            sections.Add(PromptSection.Fixed("\n"));
        }

        if (generationPrompt)
        {
            sections.Add(PromptSection.Fixed(Opening(ChatRole.Assistant)));
        }

        return sections;
    }

    private static string Opening(ChatRole role) => $"{Qwen2Tokens.Start}{role.ToString().ToLowerInvariant()}\n";

    private static string Image(int tokens) =>
        Qwen2Tokens.VisionStart + string.Concat(Enumerable.Repeat(Qwen2Tokens.Image, tokens)) + Qwen2Tokens.VisionEnd;
}

/// <summary>
/// Positions on three axes, time, row and column (M-RoPE, arXiv 2409.12191, section 2.1): text counts on all of them
/// together, an image stands still in time and spreads over rows and columns; what follows begins after the highest of
/// the three.
/// </summary>
internal static class MultimodalPositions
{
    /// <summary>Positions [3][tokens].</summary>
    /// <param name="ids">Token ids of the expanded prompt.</param>
    /// <param name="imageId">The image token.</param>
    /// <param name="grids">Rows and columns of image tokens, in the order of the prompt.</param>
    public static int[][] Of(IReadOnlyList<int> ids, int imageId, IReadOnlyList<ImageGrid> grids)
    {
        int[][] axes = [new int[ids.Count], new int[ids.Count], new int[ids.Count]];
        int image = 0;
        int next = 0;
        for (int i = 0; i < ids.Count;)
        {
            if (ids[i] != imageId)
            {
                (axes[0][i], axes[1][i], axes[2][i]) = (next, next, next);
                i++;
                next++;
                continue;
            }

            ImageGrid grid = grids[image++];
            for (int place = 0; place < grid.Rows * grid.Columns; place++, i++)
            {
                (int row, int column) = Math.DivRem(place, grid.Columns);
                (axes[0][i], axes[1][i], axes[2][i]) = (next, next + row, next + column);
            }

            next += Math.Max(grid.Rows, grid.Columns);
        }

        return axes;
    }
}

/// <summary>The marks of Qwen2-VL and Qwen2.5-VL prompts.</summary>
internal static class Qwen2Tokens
{
    /// <summary>Begins a turn; the role follows.</summary>
    public const string Start = "<|im_start|>";

    /// <summary>Ends a turn.</summary>
    public const string End = "<|im_end|>";

    /// <summary>Stands before an image.</summary>
    public const string VisionStart = "<|vision_start|>";

    /// <summary>Where one image token goes; in the unexpanded prompt, where an image goes.</summary>
    public const string Image = "<|image_pad|>";

    /// <summary>Stands after an image.</summary>
    public const string VisionEnd = "<|vision_end|>";
}
