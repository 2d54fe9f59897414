using System.Text;
using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Writes the prompt of Idefics3 and SmolVLM (the hub's chat template, then Idefics3Processor's expansion of each image).
/// </summary>
/// <param name="imageTokens">Image tokens per tile: image_seq_len of processor_config.json.</param>
public sealed class Idefics3Prompt(int imageTokens)
{
    private readonly string _tile = string.Concat(Enumerable.Repeat(Idefics3Tokens.Image, imageTokens));

    /// <summary>The prompt with one image mark per image, as the chat template gives it.</summary>
    /// <exception cref="MpaException">A turn has no part, or a text holds the image mark.</exception>
    public static string Template(IReadOnlyList<ChatTurn> turns, bool generationPrompt) =>
        Join(Sections(turns, generationPrompt, () => Idefics3Tokens.Image));

    /// <summary>The prompt with each image expanded into its tiles: the text to tokenize.</summary>
    /// <param name="turns">The chat.</param>
    /// <param name="grids">How each image was cut, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with "Assistant:", for the model to go on.</param>
    /// <exception cref="MpaException">The chat has another number of images than there are grids, a turn has no part, or a text holds the image mark.</exception>
    public string Render(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt) =>
        Join(Sections(turns, grids, generationPrompt));

    /// <summary>The expanded prompt, cut where tokenizing the parts equals tokenizing the whole.</summary>
    internal IReadOnlyList<PromptSection> Sections(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        ChatRules.Check(turns, grids.Count, Idefics3Tokens.Image);
        int next = 0;
        return Sections(turns, generationPrompt, () => Expand(grids[next++]));
    }

    private static List<PromptSection> Sections(IReadOnlyList<ChatTurn> turns, bool generationPrompt, Func<string> nextImage)
    {
        List<PromptSection> sections = [new(Idefics3Tokens.Start, IsAnswer: false)];
        foreach (ChatTurn turn in turns)
        {
            ChatRules.Check(turn, Idefics3Tokens.Image);
            string body = string.Concat(turn.Parts.Select(part => part.Text ?? nextImage())) + Idefics3Tokens.EndOfUtterance;
            bool isAnswer = turn.Role == ChatRole.Assistant;
            string space = turn.Parts[0].IsImage ? "" : " ";
            sections.Add(new PromptSection($"{turn.Role}:", IsAnswer: false));
            sections.Add(new PromptSection(space + body, isAnswer));
            sections.Add(new PromptSection("\n", IsAnswer: false));
        }

        if (generationPrompt)
        {
            sections.Add(new PromptSection($"{ChatRole.Assistant}:", IsAnswer: false));
        }

        return sections;
    }

    private string Expand(ImageGrid grid)
    {
        StringBuilder text = new();
        for (int row = 1; row <= grid.Rows; row++)
        {
            for (int column = 1; column <= grid.Columns; column++)
            {
                text.Append(Idefics3Tokens.AroundImage).Append(Idefics3Tokens.Place(row, column)).Append(_tile);
            }

            text.Append('\n');
        }

        text.Append(grid.Rows > 0 ? "\n" : "");
        return text.Append(Idefics3Tokens.AroundImage).Append(Idefics3Tokens.GlobalImage).Append(_tile).Append(Idefics3Tokens.AroundImage).ToString();
    }

    private static string Join(IEnumerable<PromptSection> sections) => string.Concat(sections.Select(section => section.Text));
}
