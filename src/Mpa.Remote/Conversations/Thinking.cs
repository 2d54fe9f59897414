using System.Text.Json;
using Mpa.Recipes;
using OpenAI.Chat;

namespace Mpa.Remote.Conversations;

/// <summary>
/// How a server is told to think more or less, and for how many tokens. Servers take different fields, and some refuse
/// a request with a field that they don't know.
/// </summary>
[Flags]
internal enum ThinkingWay
{
    /// <summary>It isn't told.</summary>
    None = 0,

    /// <summary>
    /// By chat_template_kwargs: vLLM (docs/features/reasoning_outputs.md: enable_thinking for Qwen3, thinking for
    /// Granite, DeepSeek-V3.1 and Holo2; request over server), SGLang, and llama.cpp (tools/server/README.md). A
    /// template takes what it knows.
    /// </summary>
    Template = 1,

    /// <summary>
    /// By reasoning_effort: OpenAI (none from gpt-5.1 on), Ollama at its OpenAI endpoint (openai/openai.go: high,
    /// medium, low or none; any other value is refused), llama.cpp (none disables).
    /// </summary>
    Effort = 2,

    /// <summary>
    /// By a limit for thoughts alone: thinking_token_budget of vLLM, thinking_budget_tokens of llama.cpp (pull request
    /// 23673), thinking_budget of templates (SGLang's documentation, advanced_features/thinking_budget).
    /// </summary>
    Budget = 4,
}

/// <summary>The ways of one server, and what is written into a request.</summary>
internal static class ThinkingWays
{
    /// <summary>What is tried, one after the other while the server refuses; the last tells nothing.</summary>
    public static IReadOnlyList<ThinkingWay> Of(ServerOptions options)
    {
        ThinkingWay budget = options.ThinkingTokens > 0 ? ThinkingWay.Budget : ThinkingWay.None;
        ThinkingWay[] ways = (options.Thinking, options.ThinkingBy) switch
        {
            (null, "effort") => [],
            (null, _) => [budget],
            (_, "effort") => [ThinkingWay.Effort],
            (_, "template") => [ThinkingWay.Template | budget, ThinkingWay.Template],
            _ =>
            [
                ThinkingWay.Template | ThinkingWay.Effort | budget,
                ThinkingWay.Template | budget,
                ThinkingWay.Template | ThinkingWay.Effort,
                ThinkingWay.Template,
                ThinkingWay.Effort,
            ],
        };
        return [.. ways.Append(ThinkingWay.None).Distinct()];
    }

    /// <summary>
    /// The one way of a batch, which can't find out what is refused: as stated, else OpenAI's, whose batches they are.
    /// </summary>
    public static ThinkingWay OfBatch(ServerOptions options) =>
        options is { Thinking: not null, ThinkingBy: "auto" } ? ThinkingWay.Effort : Of(options)[0];

    /// <summary>Whether a server's refusal names one of the fields.</summary>
    public static bool IsNamed(string refusal) =>
        ServerRules.ThinkingFields.Any(field => refusal.Contains(field, StringComparison.Ordinal));

    /// <summary>Writes the fields.</summary>
    public static void Write(ChatCompletionOptions body, ServerOptions options, ThinkingWay way)
    {
        if (way.HasFlag(ThinkingWay.Effort))
        {
            body.Patch.Set("$.reasoning_effort"u8, Effort(options.Thinking!));
        }

        if (way.HasFlag(ThinkingWay.Template))
        {
            byte[] arguments = JsonSerializer.SerializeToUtf8Bytes(Arguments(options, way));
            body.Patch.Set("$.chat_template_kwargs"u8, BinaryData.FromBytes(arguments));
        }

        if (way.HasFlag(ThinkingWay.Budget))
        {
            body.Patch.Set("$.thinking_token_budget"u8, options.ThinkingTokens);
            body.Patch.Set("$.thinking_budget_tokens"u8, options.ThinkingTokens);
        }
    }

    private static string Effort(string thinking) => thinking switch
    {
        "off" => "none",
        "on" => "medium",
        _ => thinking,
    };

    private static Dictionary<string, object> Arguments(ServerOptions options, ThinkingWay way)
    {
        bool thinks = options.Thinking != "off";
        Dictionary<string, object> arguments = new() { ["enable_thinking"] = thinks, ["thinking"] = thinks };
        if (options.Thinking is "low" or "medium" or "high")
        {
            arguments["reasoning_effort"] = options.Thinking;
        }

        if (way.HasFlag(ThinkingWay.Budget))
        {
            arguments["thinking_budget"] = options.ThinkingTokens;
        }

        return arguments;
    }
}

/// <summary>What has been found out of how a server takes the switch.</summary>
/// <param name="section">Of the recipe.</param>
internal sealed class ThinkingSwitch(ServerSection section)
{
    private readonly IReadOnlyList<ThinkingWay> _ways = ThinkingWays.Of(section.Options);
    private volatile int _first;
    private volatile bool _taken;
    private volatile string? _notice;

    /// <summary>What a person should know; null for nothing.</summary>
    public string? Notice => _notice;

    /// <summary>How a request tells it, as far as is known.</summary>
    public ThinkingWay Way => _ways[_first];

    /// <summary>What is tried when a request was refused that told it so; null where the fault isn't there.</summary>
    public ThinkingWay? After(ThinkingWay way) => _taken || way == ThinkingWay.None
        ? null
        : _ways.SkipWhile(other => other != way).Skip(1).First();

    /// <summary>A request that told it so was answered.</summary>
    /// <param name="way">How it was told.</param>
    /// <param name="refusal">Of the server, to the way before; null where none was refused.</param>
    /// <param name="thought">Whether the model thought.</param>
    public void Answered(ThinkingWay way, string? refusal, bool thought)
    {
        _taken = true;
        _first = Math.Max(_first, _ways.ToList().IndexOf(way));
        string asked = $"{section.Key("thinking")}: {section.Options.Thinking}";
        if (section.Options.Thinking is not null && way == ThinkingWay.None)
        {
            _notice ??= $"{section.Options.Url} doesn't understand {asked} ({refusal}): it is asked "
                + $"without. Where it takes it otherwise, say so by {section.Key("extraBody")}.";
        }
        else if (section.Options.Thinking == "off" && thought)
        {
            _notice ??= $"{section.Options.Url} takes {asked}, and its model thinks all the same.";
        }
    }
}
