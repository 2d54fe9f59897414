using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mpa.Recipes;

/// <summary>What a served model's options must satisfy beyond types and ranges.</summary>
public static partial class ServerRules
{
    private static readonly string[] Formats = ["png", "jpeg", "gif", "webp", "bmp"];

    /// <summary>Every problem, each beginning with its key ("url …"); none for options that can be used.</summary>
    public static IEnumerable<string> Problems(ServerOptions options) =>
    [
        .. options.MoreUrls.Prepend(options.Url).Select(url => Address(url, options.AllowHttp)).OfType<string>(),
        .. Where(options.KeyVariable is { } name && !VariableName().IsMatch(name), "keyVariable must be the name of an environment variable (letters, digits, _), never the key itself"),
        .. Where(options.ExtraBody is { } body && !IsObject(body), "extraBody must be a JSON object, such as '{\"top_k\": 20}'"),
        .. Where(options.Budget > 0 && options.InputPrice + options.OutputPrice == 0, "budget needs inputPrice and outputPrice, the prices of a million tokens"),
        .. options.ImageFormats.Except(Formats).Select(format => $"imageFormats knows {string.Join(", ", Formats)}, not \"{format}\""),
    ];

    /// <summary>Keys go over http to this machine only; and an address holds no secret, since addresses are written to files.</summary>
    private static string? Address(string url, bool allowHttp) => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
        ? uri switch
        {
            { UserInfo.Length: > 0 } or { Query.Length: > 0 } or { Fragment.Length: > 0 } =>
                $"url {uri.Scheme}://{uri.Authority} holds a user name, a query or a fragment; give the plain address, and a key by keyVariable",
            { Scheme: "http", IsLoopback: false } when !allowHttp =>
                $"url {url} sends everything in the open; use https, or say allowHttp: true if the network is yours",
            _ => null,
        }
        : $"url must be an http or https address, not \"{url}\"";

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
