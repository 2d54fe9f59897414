namespace Mpa.Cli.Recipes;

/// <summary>A recipe that begins with another: <c>base: demo.yaml</c> names a recipe whose keys hold where this one states none.</summary>
internal static class RecipeBase
{
    private const string Key = "base";

    /// <summary>The tree with the keys of its base, and of the base's base, below its own.</summary>
    /// <exception cref="MpaException">A base isn't there, isn't a path, or leads back to a recipe that is read already.</exception>
    public static RecipeNode Resolve(RecipeNode root) => Resolve(root, []);

    /// <summary>The lower map with the upper one's keys put in its place: maps are joined key by key, everything else is replaced.</summary>
    public static RecipeNode Merge(RecipeNode lower, RecipeNode upper)
    {
        if (lower.Entries is null || upper.Entries is null)
        {
            return upper;
        }

        List<RecipeEntry> entries = [.. lower.Entries];
        foreach (RecipeEntry entry in upper.Entries)
        {
            int at = entries.FindIndex(below => below.Key == entry.Key);
            if (at < 0)
            {
                entries.Add(entry);
            }
            else
            {
                entries[at] = entry with { Value = Merge(entries[at].Value, entry.Value) };
            }
        }

        return upper with { Entries = entries };
    }

    /// <summary>The map without some keys.</summary>
    public static RecipeNode Without(RecipeNode map, params IReadOnlyList<string> keys) =>
        map with { Entries = [.. (map.Entries ?? []).Where(entry => !keys.Contains(entry.Key))] };

    private static RecipeNode Resolve(RecipeNode root, IReadOnlyList<string> read)
    {
        if (root.Entries?.FirstOrDefault(entry => entry.Key == Key)?.Value is not { } value)
        {
            return root;
        }

        string path = value is { Text: { } text, IsNull: false }
            ? RecipePaths.Resolve(text, value.Folder)
            : throw new MpaException($"{value.Where}: base must be the path of another recipe, not {value.Found}");
        if (read.Contains(path) || !File.Exists(path))
        {
            throw new MpaException(read.Contains(path)
                ? $"{value.Where}: base leads back to {RecipePaths.Show(path)}, which is based on this recipe; name another"
                : $"{value.Where}: base: there is no {path}");
        }

        RecipeNode lower = RecipeYaml.ParseFile(File.ReadAllText(path), RecipePaths.Show(path), Path.GetDirectoryName(path)!);
        return Merge(Resolve(lower, [.. read, path]), Without(root, Key));
    }
}
