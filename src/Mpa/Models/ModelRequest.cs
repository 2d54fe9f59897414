namespace Mpa.Models;

/// <summary>One question to a model.</summary>
/// <param name="Images">In the order in which the prompt shows them; may be empty.</param>
/// <param name="Prompt">The user's text, without any chat markup.</param>
/// <param name="Sampling">How the reply is drawn.</param>
/// <param name="Form">
/// The form in which the reply is wanted, for models that can be held to one; null takes any text.
/// </param>
public sealed record ModelRequest(
    IReadOnlyList<RequestImage> Images, string Prompt, SamplingOptions Sampling, ReplyForm? Form = null);

/// <summary>An image that is asked about.</summary>
/// <param name="Path">Full path of its file.</param>
/// <param name="Sha256">
/// Of the file's bytes in lower-case hexadecimal, as the run that asks has seen them; null where it didn't look. A
/// model that reads the file refuses other bytes, and one that holds what it made of these bytes need not read the file
/// at all.
/// </param>
public sealed record RequestImage(string Path, string? Sha256 = null);

/// <summary>How a reply is drawn. The default is greedy decoding.</summary>
/// <param name="MaxNewTokens">The reply is cut after this many tokens.</param>
/// <param name="Temperature">0 is greedy decoding; above 0 tokens are sampled.</param>
/// <param name="TopP">Keeps the likeliest tokens up to this share of probability; 1 keeps all.</param>
/// <param name="TopK">Keeps this many of the likeliest tokens; 0 keeps all.</param>
/// <param name="RepetitionPenalty">
/// Divides the scores of tokens seen before; 1 changes nothing. Null is the model's own (repetition_penalty of
/// generation_config.json, 1.05 for Qwen2.5-VL), which the public implementation applies in greedy decoding too.
/// </param>
/// <param name="Seed">Seed of this request's own random stream, so that a reply does not depend on its batch.</param>
/// <param name="MinNewTokens">The end token is forbidden before this many tokens.</param>
/// <param name="Stop">Texts at which the reply ends (and which it does not contain).</param>
public sealed record SamplingOptions(
    int MaxNewTokens = 128,
    double Temperature = 0,
    double TopP = 1,
    int TopK = 0,
    double? RepetitionPenalty = null,
    ulong Seed = 0,
    int MinNewTokens = 0,
    IReadOnlyList<string>? Stop = null)
{
    /// <summary>
    /// Smallest and largest <see cref="RepetitionPenalty"/>: beyond them scores lose their order, or their numbers.
    /// </summary>
    public static (double Least, double Most) PenaltyRange { get; } = (0.1, 10);
}

/// <summary>
/// The form in which a reply is wanted. A server that can be held to a schema is; another may be told what was wrong.
/// </summary>
/// <param name="Name">Letters, digits and underscores.</param>
/// <param name="JsonSchema">
/// A JSON schema, for servers that support structured output; the prompt says the same in words.
/// </param>
/// <param name="Problem">
/// What is wrong with a reply, in a sentence that a model can act on; null for a usable one.
/// </param>
public sealed record ReplyForm(string Name, string JsonSchema, Func<string, string?> Problem);
