using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>Writes the prompt of Qwen2-VL and Qwen2.5-VL (the hub's chat template, then the processor's expansion of each image).</summary>
internal static class Qwen2Prompt
{
    private const string DefaultSystem = "You are a helpful assistant.";

    /// <summary>The prompt with one image mark per image, as the chat template gives it.</summary>
    public static string Template(IReadOnlyList<ChatTurn> turns, bool generationPrompt) =>
        string.Concat(Sections(turns, generationPrompt, () => Image(1)).Select(section => section.Text));

    /// <summary>The expanded prompt, cut where tokenizing the parts equals tokenizing the whole (an answer that begins with white space excepted).</summary>
    /// <param name="turns">The chat; without a system turn first, it gets the template's own.</param>
    /// <param name="grids">Rows and columns of image tokens, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with the opening of an answer, for the model to go on.</param>
    /// <exception cref="MpaException">Images and grids differ in number, a turn is empty, or a text holds the image mark.</exception>
    public static IReadOnlyList<PromptSection> Sections(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        ChatRules.Check(turns, grids.Count, Qwen2Tokens.Image);
        int next = 0;
        return Sections(turns, generationPrompt, () => Image(grids[next].Rows * grids[next++].Columns));
    }

    private static List<PromptSection> Sections(IReadOnlyList<ChatTurn> turns, bool generationPrompt, Func<string> nextImage)
    {
        List<PromptSection> sections = [];
        if (turns.Count > 0 && turns[0].Role != ChatRole.System)
        {
            turns = [ChatTurn.System(DefaultSystem), .. turns];
        }

        foreach (ChatTurn turn in turns)
        {
            string body = string.Concat(turn.Parts.Select(part => part.Text ?? nextImage())) + Qwen2Tokens.End;
            string opening = Opening(turn.Role);
            sections.AddRange(turn.Role == ChatRole.Assistant
                ? [new PromptSection(opening, IsAnswer: false), new PromptSection(body, IsAnswer: true)]
                : [new PromptSection(opening + body, IsAnswer: false)]);
            sections.Add(new PromptSection("\n", IsAnswer: false));
        }

        if (generationPrompt)
        {
            sections.Add(new PromptSection(Opening(ChatRole.Assistant), IsAnswer: false));
        }

        return sections;
    }

    private static string Opening(ChatRole role) => $"{Qwen2Tokens.Start}{role.ToString().ToLowerInvariant()}\n";

    private static string Image(int tokens) =>
        Qwen2Tokens.VisionStart + string.Concat(Enumerable.Repeat(Qwen2Tokens.Image, tokens)) + Qwen2Tokens.VisionEnd;
}
