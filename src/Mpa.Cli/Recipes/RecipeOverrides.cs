namespace Mpa.Cli.Recipes;

/// <summary>Puts <c>--set level.epochs=3</c> into a recipe's tree, where it is read as strictly as the file.</summary>
internal static class RecipeOverrides
{
    /// <summary>Returns the tree with the value put in; maps on the way are made when missing.</summary>
    /// <param name="root">The recipe.</param>
    /// <param name="setting">Key path, "=", YAML value.</param>
    /// <param name="folder">Full path of the folder that relative paths in the value start from.</param>
    /// <exception cref="MpaException">The setting has no "=".</exception>
    public static RecipeNode Apply(RecipeNode root, string setting, string folder)
    {
        int equals = setting.IndexOf('=');
        if (equals < 1)
        {
            throw new MpaException($"--set {setting}: expected key=value, such as --set level.epochs=3");
        }

        string where = $"--set {setting}";
        string[] path = setting[..equals].Trim().Split('.');
        return Put(root, path, RecipeYaml.ParseValue(setting[(equals + 1)..], where, folder), where);
    }

    private static RecipeNode Put(RecipeNode map, ReadOnlySpan<string> path, RecipeNode value, string where)
    {
        if (path.IsEmpty)
        {
            return value;
        }

        string key = path[0];
        List<RecipeEntry> entries = [.. map.Entries ?? []];
        int at = entries.FindIndex(e => e.Key == key);
        RecipeNode old = at < 0 ? new RecipeNode(where, value.Folder) { Entries = [] } : entries[at].Value;
        RecipeEntry entry = new(key, at < 0 ? where : entries[at].Where, Put(old, path[1..], value, where));
        if (at < 0)
        {
            entries.Add(entry);
        }
        else
        {
            entries[at] = entry;
        }

        return new RecipeNode(map.Where, map.Folder) { Entries = entries };
    }
}
