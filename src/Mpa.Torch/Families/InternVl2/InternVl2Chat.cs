using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Families.InternVl2;

/// <summary>
/// How InternVL2 writes chats, by the "template" of config.json (conversation.py of github.com/OpenGVLab/InternVL). A
/// picture that is one tile has the grid <see cref="ImageGrid.Whole"/>.
/// </summary>
internal static class InternVl2Chat
{
    private const string Context = "<IMG_CONTEXT>";

    private static readonly ChatFormat ChatMl = new()
    {
        Model = "an InternVL2 model",
        SystemText = "你是由上海人工智能实验室联合商汤科技开发的书生多模态大模型，英文名叫InternVL, 是一个有用无害的人工智能助手。",
        System = Turn("system"),
        User = Turn("user"),
        Assistant = Turn("assistant"),
        EndToken = "<|im_end|>",
        ImageToken = Context,
        Marks = ["<img>", "</img>"],
        Expand = (grid, tokens) => $"<img>{string.Concat(Enumerable.Repeat(Context, grid.Tiles * tokens))}</img>",
        TemplateImage = "<image>",
        AfterImage = "\n",
    };

    /// <summary>The formats by the name of the template.</summary>
    public static readonly IReadOnlyDictionary<string, ChatFormat> Formats =
        new Dictionary<string, ChatFormat>(StringComparer.Ordinal)
        {
            ["Hermes-2"] = ChatMl,
            ["internlm2-chat"] = ChatMl,
            ["phi3-chat"] = ChatMl with
            {
                System = new("<|system|>\n", "", "<|end|>", ""),
                User = new("<|user|>\n", "", "<|end|>", ""),
                Assistant = new("<|assistant|>\n", "", "<|end|>", ""),
                EndToken = "<|end|>",
            },
        };

    private static TurnMarks Turn(string role) => new($"<|im_start|>{role}\n", "", "<|im_end|>", "");
}
