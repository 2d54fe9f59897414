using System.Text.Json.Nodes;
using Mpa.Replies;

namespace Mpa.Evaluation.Metrics;

/// <summary>
/// ANLS of answers that are texts, lists or maps, however they are nested. A map is compared key by key, a list in the
/// order that fits best, a text by <see cref="Anls"/>; the score is the mean over all texts of both sides. Source: Peer
/// et al. 2024, "ANLS* – A Universal Document Processing Metric for Generative Large Language Models", and its package
/// anls_star 1.0.1.
/// </summary>
internal static class AnlsStar
{
    /// <summary>From which score on an answer counts as the same: four fields of five.</summary>
    public const double Match = 0.8;

    /// <summary>
    /// The best score over the accepted answers. An accepted answer that is a JSON list or map has its parts; then the
    /// prediction is the longest list or map in the reply, also where it is only nearly JSON.
    /// </summary>
    public static double Score(string prediction, IReadOnlyList<string> answers)
    {
        AcceptedAnswers.Require(prediction, answers);
        JsonNode?[] accepted = [.. answers.Select(answer => LooseJson.Read(answer) ?? answer)];
        bool hasParts = accepted.Any(answer => answer is JsonArray or JsonObject);
        JsonNode? said = hasParts ? LooseJson.Find(prediction) ?? prediction : prediction;
        return accepted.Max(answer => Compare(answer, said).Share);
    }

    private static Likeness Compare(JsonNode? wanted, JsonNode? said) => (wanted, said) switch
    {
        (null, _) => IsNothing(said) ? new Likeness(1, Texts(said, 1), true) : new Likeness(0, Texts(said, 1), false),
        (JsonArray list, JsonArray other) => Compare(list, other),
        (JsonObject map, JsonObject other) => Compare(map, other),
        (JsonValue, JsonValue) => new Likeness(OfText(wanted, said), 1, JsonNode.DeepEquals(wanted, said)),
        _ => new Likeness(0, Texts(said, Texts(wanted, 0)), false),
    };

    private static Likeness Compare(JsonArray wanted, JsonArray said)
    {
        Likeness[,] all = new Likeness[wanted.Count, said.Count];
        double[,] worth = new double[wanted.Count, said.Count];
        for (int i = 0; i < wanted.Count; i++)
        {
            for (int j = 0; j < said.Count; j++)
            {
                Likeness one = all[i, j] = Compare(wanted[i], said[j]);
                worth[i, j] = one.IsEqual ? double.BitIncrement(one.Share) : one.Share; // what is equal goes first
            }
        }

        (int Row, int Column)[] pairs = [.. BestAssignment.Of(worth)];
        bool isWhole = pairs.Length == wanted.Count && pairs.Length == said.Count;
        IEnumerable<JsonNode?> left = wanted
            .Where((_, i) => !pairs.Any(pair => pair.Row == i))
            .Concat(said.Where((_, j) => !pairs.Any(pair => pair.Column == j)));
        return pairs
            .Select(pair => all[pair.Row, pair.Column])
            .Append(new Likeness(0, left.Sum(item => Texts(item, 0)), isWhole))
            .Aggregate((one, other) => one + other);
    }

    private static Likeness Compare(JsonObject wanted, JsonObject said)
    {
        Likeness all = new(0, 0, true);
        foreach (string key in wanted.Concat(said).Select(field => field.Key).Distinct())
        {
            JsonNode? value = said[key];
            Likeness one = Compare(wanted[key], value);
            bool isEqual = said.ContainsKey(key)
                ? wanted.ContainsKey(key) && one.IsEqual
                : IsNothing(wanted[key]);
            bool isInvented = !wanted.ContainsKey(key) && IsNothing(value); // a key without a value is worth nothing
            all += new Likeness(isInvented ? 0 : one.Sum, one.Length, isEqual);
        }

        return all;
    }

    private static double OfText(JsonNode wanted, JsonNode said) =>
        JsonNode.DeepEquals(wanted, said) ? 1 : Anls.Score($"{said}", [$"{wanted}"], AnlsLength.Normalized);

    private static bool IsNothing(JsonNode? node) => node switch
    {
        null or JsonArray { Count: 0 } or JsonObject { Count: 0 } => true,
        JsonValue value => value.TryGetValue(out string? text) && text.Length == 0,
        _ => false,
    };

    /// <summary>How many texts a node holds; nothing is one.</summary>
    private static int Texts(JsonNode? node, int atLeast) => Math.Max(atLeast, node switch
    {
        JsonArray list => list.Sum(item => Texts(item, 0)),
        JsonObject map => map.Sum(field => Texts(field.Value, 0)),
        _ => 1,
    });

    /// <summary>How alike two nodes are.</summary>
    /// <param name="Sum">Of the scores of their texts.</param>
    /// <param name="Length">How many texts these are.</param>
    /// <param name="IsEqual">Whether they are equal to the letter, but for the order of lists.</param>
    private readonly record struct Likeness(double Sum, int Length, bool IsEqual)
    {
        public double Share => Length > 0 ? Sum / Length : 1;

        public static Likeness operator +(Likeness one, Likeness other) =>
            new(one.Sum + other.Sum, one.Length + other.Length, one.IsEqual && other.IsEqual);
    }
}
