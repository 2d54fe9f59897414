using System.Text.Json;
using System.Text.Json.Nodes;
using Mpa.Files;
using Mpa.Recipes;

namespace Mpa.Comparisons.Building;

/// <summary>In what two recipes differ.</summary>
internal static class RecipeChanges
{
    // Where a run writes, whose rows it takes and how many requests it makes at a time doesn't change what comes of it.
    private static readonly string[] Unimportant = ["output", "reuse", "annotate.batchSize", "identify.batchSize", "evaluate.batchSize"];

    /// <summary>"level.select: all" for each key that differs, in the order of the recipe.</summary>
    public static IReadOnlyList<string> Between(Recipe first, Recipe other)
    {
        Dictionary<string, string> before = Flatten(first);
        Dictionary<string, string> after = Flatten(other);
        return
        [
            .. after.Where(pair => before.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => $"{pair.Key}: {pair.Value}"),
            .. before.Keys.Where(key => !after.ContainsKey(key)).Select(key => $"{key}: none"),
        ];
    }

    /// <summary>True when two recipes differ in the selection rule, with or without replay, and in nothing else.</summary>
    public static bool InRuleAlone(Recipe first, Recipe other)
    {
        Recipe leveled = other with { Level = other.Level with { Select = first.Level.Select, Labels = first.Level.Labels, Replay = first.Level.Replay } };
        return first.Level.Select != other.Level.Select && Between(first, leveled).Count == 0;
    }

    private static Dictionary<string, string> Flatten(Recipe recipe)
    {
        Dictionary<string, string> values = [];
        Flatten(JsonSerializer.SerializeToNode(recipe, MpaJson.Line)!, "", values);
        return values;
    }

    private static void Flatten(JsonNode node, string path, Dictionary<string, string> values)
    {
        foreach ((string key, JsonNode? value) in node.AsObject())
        {
            string full = path + key;
            if (value is JsonObject)
            {
                Flatten(value, full + ".", values);
            }
            else if (value is not null && !Unimportant.Contains(full))
            {
                values.Add(full, value.ToString());
            }
        }
    }
}
