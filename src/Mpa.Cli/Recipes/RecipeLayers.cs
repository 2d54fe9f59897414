namespace Mpa.Cli.Recipes;

/// <summary>
/// What is laid over and under a recipe: <c>base: demo.yaml</c> names one whose keys hold where this one states none,
/// and <c>--set level.epochs=3</c> puts another value in place, read as strictly as the file.
/// </summary>
internal static class RecipeLayers
{
    private const string Base = "base";
    private const string Images = "images";

    /// <summary>The tree with the keys of its base, and of the base's base, below its own.</summary>
    /// <exception cref="MpaException">
    /// A base isn't there, isn't a path, or leads back to a recipe that is read already.
    /// </exception>
    public static RecipeNode OnBase(RecipeNode root) => OnBase(root, []);

    /// <summary>
    /// The lower map with the upper one's keys put in its place: maps are joined key by key, everything else is
    /// replaced.
    /// </summary>
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
            Put(entries, at, at < 0 ? entry : entry with { Value = Merge(entries[at].Value, entry.Value) });
        }

        return upper with { Entries = entries };
    }

    /// <summary>
    /// The tree with <c>images: { path: charts, limit: 100 }</c> as the two keys that it states: images and
    /// images.limit.
    /// </summary>
    public static RecipeNode Spread(RecipeNode root) => root.Entries is null
        ? root
        : root with { Entries = [.. root.Entries.SelectMany(Spread)] };

    /// <summary>The map without some keys.</summary>
    public static RecipeNode Without(RecipeNode map, params IReadOnlyList<string> keys) =>
        map with { Entries = [.. (map.Entries ?? []).Where(entry => !keys.Contains(entry.Key))] };

    /// <summary>The tree with the value of a setting put in; maps on the way are made when missing.</summary>
    /// <param name="root">The recipe.</param>
    /// <param name="setting">Key path, "=", YAML value.</param>
    /// <param name="folder">Full path of the folder that relative paths in the value start from.</param>
    /// <exception cref="MpaException">The setting has no "=".</exception>
    public static RecipeNode Set(RecipeNode root, string setting, string folder)
    {
        int equals = setting.IndexOf('=');
        if (equals < 1)
        {
            throw new MpaException($"--set {setting}: expected key=value, such as --set level.epochs=3");
        }

        string where = $"--set {setting}";
        string key = setting[..equals].Trim();
        string[] path = key == $"{Images}.path" ? [Images]
            : key.StartsWith($"{Images}.", StringComparison.Ordinal) ? [key]
            : key.Split('.');
        return Set(root, path, RecipeYaml.ParseValue(setting[(equals + 1)..], where, folder), where);
    }

    private static IEnumerable<RecipeEntry> Spread(RecipeEntry entry) =>
        entry is { Key: Images, Value.Entries: { } inner }
            ? inner.Select(one => one with { Key = one.Key == "path" ? Images : $"{Images}.{one.Key}" })
            : [entry];

    private static RecipeNode OnBase(RecipeNode tree, IReadOnlyList<string> read)
    {
        RecipeNode root = Spread(tree);
        if (root.Entries?.FirstOrDefault(entry => entry.Key == Base)?.Value is not { } value)
        {
            return root;
        }

        string path = value is { Text: { } text, IsNull: false }
            ? RecipePaths.Resolve(text, value.Folder)
            : throw new MpaException($"{value.Where}: base must be the path of another recipe, not {value.Found}");
        if (read.Contains(path))
        {
            string shown = RecipePaths.Show(path);
            throw new MpaException(
                $"{value.Where}: base leads back to {shown}, which is based on this recipe; name another");
        }

        if (!File.Exists(path))
        {
            throw new MpaException($"{value.Where}: base: there is no {path}");
        }

        RecipeNode lower = RecipeYaml.ParseFile(
            File.ReadAllText(path), RecipePaths.Show(path), Path.GetDirectoryName(path)!);
        return Merge(OnBase(lower, [.. read, path]), Without(root, Base));
    }

    private static RecipeNode Set(RecipeNode map, ReadOnlySpan<string> path, RecipeNode value, string where)
    {
        if (path.IsEmpty)
        {
            return value;
        }

        string key = path[0];
        List<RecipeEntry> entries = [.. map.Entries ?? []];
        int at = entries.FindIndex(entry => entry.Key == key);
        RecipeNode old = at < 0 ? new RecipeNode(where, value.Folder) { Entries = [] } : entries[at].Value;
        Put(entries, at, new RecipeEntry(key, at < 0 ? where : entries[at].Where, Set(old, path[1..], value, where)));
        return new RecipeNode(map.Where, map.Folder) { Entries = entries };
    }

    private static void Put(List<RecipeEntry> entries, int at, RecipeEntry entry)
    {
        if (at < 0)
        {
            entries.Add(entry);
        }
        else
        {
            entries[at] = entry;
        }
    }
}
