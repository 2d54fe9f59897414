using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Families.TinyLlava;

/// <summary>
/// How TinyLLaVA writes chats, by the model_type of its language model (tinyllava/data/template of
/// github.com/TinyLLaVA/TinyLLaVA_Factory): the templates differ in the token that ends an answer. The vocabularies
/// have no image token.
/// </summary>
internal static class TinyLlavaChat
{
    private const string Image = "<image>";

    private static readonly ChatFormat Phi = EndingWith("<|endoftext|>");

    /// <summary>The formats by the model_type of the language model.</summary>
    public static readonly IReadOnlyDictionary<string, ChatFormat> Formats =
        new Dictionary<string, ChatFormat>(StringComparer.Ordinal)
        {
            ["phi"] = Phi,
            ["stablelm"] = Phi,
            ["qwen2"] = Phi,
            ["llama"] = EndingWith("</s>"),
            ["gemma"] = EndingWith("<eos>"),
        };

    private static ChatFormat EndingWith(string end) => new()
    {
        Model = "a TinyLLaVA model",
        SystemText = "A chat between a curious user and an artificial intelligence assistant. "
            + "The assistant gives helpful, detailed, and polite answers to the user's questions.",
        System = new("", "", " ", ""),
        User = new("USER: ", "", " ", ""),
        Assistant = new("ASSISTANT:", " ", end, ""),
        EndToken = end,
        ImageToken = Image,
        ImageId = -200, // IMAGE_TOKEN_INDEX of the Factory
        Expand = (_, tokens) => string.Concat(Enumerable.Repeat(Image, tokens)),
        TemplateImage = Image,
        ImagesFirst = true,
        TrimsQuestions = true,
        AfterImage = "\n",
    };
}
