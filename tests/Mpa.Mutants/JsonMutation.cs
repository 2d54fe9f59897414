using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mpa.Mutants;

/// <summary>Breaks one value or key of a JSON text: extremes, types, doubled keys, depth, lone surrogates.</summary>
internal static class JsonMutation
{
    private const string Mark = "mutant-place";
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly IReadOnlyList<string> Tokens =
    [
        "null", "true", "false", "0", "-1", "1", "2", "0.5", "-0.0", "1e9", "1e308", "1e999", "-1e999", "65536",
        "2000000000", "2147483647", "2147483648", "4294967296", "9223372036854775807", "-9223372036854775809",
        "1000000000000000000000000", "NaN", "Infinity", "\"\"", "\"x\"", "\"1\"", "\"1e9\"", "\"\\ud800\"",
        "\"a\\udfff b\"", "\"\\u0000\"", "\"../../x\"", "\"(a+)+$\"", "\"[\"", "\"<|im_end|>\"", "[]", "{}", "[[]]",
        "[null]", "[{}]", "[-1]", "[1e9]", "[\"\"]", "[1,\"a\",null]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "{\"\":null}",
    ];

    public static byte[] Apply(byte[] json, Random random)
    {
        JsonNode root = JsonNode.Parse(json)!;
        List<Place> places = [.. PlacesOf(root)];
        if (places.Count == 0)
        {
            return ByteMutation.Apply(json, random);
        }

        Place place = random.Pick(places);
        string before = place.Value?.ToJsonString(Plain) ?? "null";
        string other = random.Pick(places).Value?.ToJsonString(Plain) ?? "null";
        place.Put(Mark);
        string text = root.ToJsonString(Plain);
        return Encoding.UTF8.GetBytes(Rewritten(text, before, other, random));
    }

    private static string Rewritten(string text, string before, string other, Random random)
    {
        string value = $"\"{Mark}\"";
        string token = random.Next(3) switch
        {
            0 => other,
            _ => random.Pick(Tokens),
        };
        return random.Next(12) switch
        {
            0 => Without(text, value),
            1 => Doubled(text, value, before, token),
            2 => Renamed(text, value, before, random),
            3 => text.Replace(value, Deep(random)),
            4 => text.Replace(value, $"\"{new string('a', random.Pick([1000, 100_000, 2_000_000]))}\""),
            _ => text.Replace(value, token),
        };
    }

    private static string Deep(Random random)
    {
        int depth = random.Pick([65, 1000, 100_000]);
        return random.Next(2) == 0
            ? new string('[', depth) + new string(']', depth)
            : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
    }

    // "key":mark, and the comma after or before it.
    private static string Without(string text, string value)
    {
        (int from, _) = KeyBefore(text, value);
        int to = text.IndexOf(value, StringComparison.Ordinal) + value.Length;
        to += to < text.Length && text[to] == ',' ? 1 : 0;
        return text[..from] + text[to..];
    }

    private static string Doubled(string text, string value, string before, string token)
    {
        (int from, int to) = KeyBefore(text, value);
        return text.Replace(value, $"{before},{text[from..to]}{token}");
    }

    private static string Renamed(string text, string value, string before, Random random)
    {
        (int from, int to) = KeyBefore(text, value);
        string key = random.Pick(["\"\":", "\"\\ud800\":", "\"x\":", "\"__proto__\":", "1:"]);
        return text[..from] + (from == to ? "" : key) + text[to..].Replace(value, before);
    }

    // The key that a marked value has; an empty span in a list.
    private static (int From, int To) KeyBefore(string text, string value)
    {
        int at = text.IndexOf(value, StringComparison.Ordinal);
        int from = at > 1 && text[at - 1] == ':' ? text.LastIndexOf('"', at - 3) : at;
        return (Math.Max(from, 0), at);
    }

    private static IEnumerable<Place> PlacesOf(JsonNode? node) => node switch
    {
        JsonObject named => named.ToList().SelectMany(pair =>
            PlacesOf(pair.Value).Prepend(new Place(pair.Value, mark => named[pair.Key] = mark))),
        JsonArray list => Enumerable.Range(0, list.Count).SelectMany(i =>
            PlacesOf(list[i]).Prepend(new Place(list[i], mark => list[i] = mark))),
        _ => [],
    };

    private sealed record Place(JsonNode? Value, Action<string> Put);
}
