namespace Mpa.Web.Wire;

/// <summary>Tokens of a request; those of images count in the prompt.</summary>
internal sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens)
{
    public static Usage Of(int prompt, int reply) => new(prompt, reply, prompt + reply);
}
