using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Families.Llava;

/// <summary>
/// How LLaVA-1.5 writes chats: the hub's chat template (llava-hf/llava-1.5-7b-hf), with the end token after the last
/// answer, as the model was trained.
/// </summary>
internal static class LlavaChat
{
    private const string Image = "<image>";

    /// <summary>The format.</summary>
    public static readonly ChatFormat Format = new()
    {
        Model = "a LLaVA-1.5 model",
        System = new("", "", "", ""),
        User = new("USER: ", "", "", ""),
        Assistant = new("ASSISTANT:", " ", "", " "),
        LastClose = "</s>",
        EndToken = "</s>",
        ImageToken = Image,
        Expand = (_, tokens) => string.Concat(Enumerable.Repeat(Image, tokens)),
        TemplateImage = Image,
        ImagesFirst = true,
        AfterImage = "\n",
        AfterText = " ",
    };
}
