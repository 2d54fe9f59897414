using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mpa.Remote.Tests.Conversations;

/// <summary>A reply of a model that thinks, in a form in which a server was seen to give it.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Message">The message, as JSON.</param>
/// <param name="Pair">"question → answer" that is to be read, or what the cause begins with.</param>
/// <param name="Finish">The finish_reason.</param>
/// <param name="Counted">reasoning_tokens of the usage; null where the server counts none.</param>
internal sealed record ThoughtWay(
    string Name, string Message, string Pair, string Finish = "stop", int? Counted = null)
{
    public const int Written = 200;

    public string Body
    {
        get
        {
            JsonObject usage = new() { ["prompt_tokens"] = 100, ["completion_tokens"] = Written };
            if (Counted is { } counted)
            {
                usage["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = counted };
            }

            return new JsonObject
            {
                ["model"] = "thinker",
                ["choices"] = new JsonArray(new JsonObject
                {
                    ["message"] = JsonNode.Parse(Message),
                    ["finish_reason"] = Finish,
                }),
                ["usage"] = usage,
            }.ToJsonString();
        }
    }
}

/// <summary>The ways; every thought holds <see cref="Thought"/>, and nothing else does.</summary>
internal static class ThoughtWays
{
    public const string Thought = "zqhm";

    private const string Right = "What is red? → 4";
    private const string Said = "Question: What is red?\nAnswer: 4";

    public static IReadOnlyList<ThoughtWay> All { get; } =
    [
        Content("vLLM without a parser, Qwen3", $"<think>\n{Thought} Question: Blue? Answer: 9\n</think>\n\n{Said}"),
        Content("DeepSeek-R1, whose template opens the thoughts", $"{Thought} Answer: 9\n</think>\n\n{Said}"),
        Content("thoughts within thoughts", $"<think>{Thought}<think>{Thought}</think>{Thought}</think>{Said}"),
        Content("thoughts that never end", $"<think>{Thought} Question: Blue?\nAnswer: 9", "thinking: its thoughts"),
        Content("cut while thinking", $"<think>{Thought} Answer: 9", "thinking: cut after 200 tokens", "length"),
        Content("Magistral by its marks", $"[THINK]{Thought}[/THINK]{Said}"),
        Content(
            "gpt-oss without its parser",
            $"<|channel|>analysis<|message|>{Thought}<|end|><|start|>assistant"
            + $"<|channel|>final<|message|>{Said}<|return|>"),
        Content(
            "thoughts before what is nearly JSON",
            $"<think>{Thought} {{\"question\": \"Blue?\"}}</think>"
            + "```json\n{'question': 'What is red?', 'answer': '4',}"),
        new(
            "DeepSeek, SGLang and llama.cpp",
            $$"""{"content":{{Json(Said)}},"reasoning_content":"{{Thought}} Answer: 9"}""",
            Right,
            Counted: 150),
        new("Ollama, OpenRouter and a newer vLLM", $$"""{"content":{{Json(Said)}},"reasoning":"{{Thought}}"}""", Right),
        new(
            "reasoning in parts, a text in parts",
            $$"""
            {"content":[{"type":"thinking","thinking":[{"type":"text","text":"{{Thought}}"}]},
            {"type":"text","text":{{Json(Said)}}}]}
            """,
            Right),
        new(
            "Anthropic's parts",
            $$"""{"content":[{"type":"thinking","thinking":"{{Thought}}"},{"type":"text","text":{{Json(Said)}}}]}""",
            Right),
        new(
            "vLLM, cut while thinking",
            $$"""{"content":null,"reasoning":"{{Thought}} Question: Blue?"}""",
            "thinking: cut after 200 tokens",
            "length"),
        new(
            "nothing but thoughts",
            $$"""{"content":null,"reasoning":"{{Thought}}"}""",
            "unreadable: the reply is empty"),
        new(
            "thoughts beside half of a JSON object",
            $$"""{"content":"{\"question\": \"What is red?\", \"answer\": \"4\"","reasoning_content":"{{Thought}}"}""",
            Right),
    ];

    private static ThoughtWay Content(string name, string text, string pair = Right, string finish = "stop") =>
        new(name, $$"""{"content":{{Json(text)}}}""", pair, finish);

    private static string Json(string text) => JsonSerializer.Serialize(text);
}
