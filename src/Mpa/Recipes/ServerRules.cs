using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mpa.Recipes;

/// <summary>What a served model's options must satisfy beyond the rules on their properties.</summary>
public static partial class ServerRules
{
    /// <summary>Fields of a request by which a server is told how much to think.</summary>
    public static IReadOnlyList<string> ThinkingFields { get; } =
        ["reasoning_effort", "chat_template_kwargs", "thinking_token_budget", "thinking_budget_tokens"];

    /// <summary>Every problem, each beginning with its key ("url …"); none for options that can be used.</summary>
    public static IEnumerable<string> Problems(ServerOptions options) =>
    [
        .. options.MoreUrls.Prepend(options.Url).Select(url => OfAddress(url, options.AllowHttp)).OfType<string>(),
        .. Where(
            options.KeyVariable is { } name && !VariableName().IsMatch(name),
            "keyVariable must be the name of an environment variable (letters, digits, _), never the key itself"),
        .. Where(
            options.ExtraBody is { } body && !IsObject(body),
            "extraBody must be a JSON object, such as '{\"top_k\": 20}'"),
        .. Where(
            options.Thinking == "off" && options.ThinkingTokens > 0,
            "thinkingTokens leaves room for thoughts, and thinking: off wants none; take one of the two away"),
        .. Taken(options).Select(field =>
            $"extraBody holds {field}, which thinking sets too; take one of the two away"),
        .. Where(
            options.Budget > 0 && options.InputPrice + options.OutputPrice == 0,
            "budget needs inputPrice and outputPrice, the prices of a million tokens"),
    ];

    /// <summary>Whether the text is an http or https address.</summary>
    internal static bool IsAddress(string text) => Parse(text) is not null;

    private static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? uri : null;

    /// <summary>
    /// Keys go over http to this machine only; and an address holds no secret, since addresses are written to files.
    /// </summary>
    private static string? OfAddress(string url, bool allowHttp) => Parse(url) switch
    {
        null => $"url must be an http or https address, not \"{url}\"",
        { } uri when uri.UserInfo != "" || uri.Query != "" || uri.Fragment != "" =>
            $"url {uri.Scheme}://{uri.Authority} holds a user name, a query or a fragment; " +
            "give the plain address, and a key by keyVariable",
        { Scheme: "http", IsLoopback: false } when !allowHttp =>
            $"url {url} sends everything in the open; use https, or say allowHttp: true if the network is yours",
        _ => null,
    };

    private static IEnumerable<string> Taken(ServerOptions options) =>
        options.ThinkingKey().Count > 0 && options.ExtraBody is { } body && IsObject(body)
            ? JsonNode.Parse(body)!.AsObject().Select(field => field.Key).Where(ThinkingFields.Contains)
            : [];

    private static IEnumerable<string> Where(bool wrong, string problem) => wrong ? [problem] : [];

    private static bool IsObject(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariableName();
}
