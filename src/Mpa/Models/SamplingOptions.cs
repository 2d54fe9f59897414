namespace Mpa.Models;

/// <summary>How a reply is drawn. The default is greedy decoding.</summary>
/// <param name="MaxNewTokens">The reply is cut after this many tokens.</param>
/// <param name="Temperature">0 is greedy decoding; above 0 tokens are sampled.</param>
/// <param name="TopP">Keeps the likeliest tokens up to this share of probability; 1 keeps all.</param>
/// <param name="TopK">Keeps this many of the likeliest tokens; 0 keeps all.</param>
/// <param name="RepetitionPenalty">
/// Divides the scores of tokens seen before; 1 changes nothing. Null is the model's own (repetition_penalty of generation_config.json, 1.05 for Qwen2.5-VL), which the
/// public implementation applies in greedy decoding too.
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
    IReadOnlyList<string>? Stop = null);
