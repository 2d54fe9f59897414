using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mpa.Runs;

/// <summary>
/// Reads run.json as that of the folder it lies in. A run folder may have been copied or moved since: the paths in it
/// that led into the old folder lead into this one, so that nothing is written where it came from.
/// </summary>
internal static partial class MovedRun
{
    /// <summary>Rewrites the paths of a recipe in place.</summary>
    /// <param name="recipe">As it stands in run.json.</param>
    /// <param name="root">Full path of the folder that the run.json was read from.</param>
    public static void Settle(JsonObject recipe, string root)
    {
        if (recipe["output"] is not JsonValue output || !output.TryGetValue(out string? old) || old == root)
        {
            return;
        }

        (string from, string to) = Grounds(Path.TrimEndingDirectorySeparator(old), root);
        Rewrite(recipe, from, to);
        recipe["output"] = root;
    }

    /// <summary>What moved: of a later round, the first round's folder, in which it lies beside its student.</summary>
    private static (string From, string To) Grounds(string old, string root)
    {
        bool isRound = Path.GetFileName(old) == Path.GetFileName(root) && RoundName().IsMatch(Path.GetFileName(old));
        return isRound ? (Path.GetDirectoryName(old)!, Path.GetDirectoryName(root)!) : (old, root);
    }

    private static void Rewrite(JsonNode? node, string from, string to)
    {
        switch (node)
        {
            case JsonObject map:
                map.Select(pair => pair.Value).ToList().ForEach(value => Rewrite(value, from, to));
                break;
            case JsonArray list:
                list.ToList().ForEach(value => Rewrite(value, from, to));
                break;
            case JsonValue value when value.TryGetValue(out string? path) && IsIn(path, from):
                value.ReplaceWith(to + path[from.Length..]);
                break;
        }
    }

    private static bool IsIn(string path, string folder) =>
        path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    [GeneratedRegex(@"^round-\d+$")]
    private static partial Regex RoundName();
}
