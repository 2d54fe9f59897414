namespace Mpa.Cli.Recipes;

/// <summary>The message about a key that no record has.</summary>
internal static class UnknownKey
{
    /// <summary>Names the key and the nearest valid one: in the same map, else anywhere in a recipe, else lists what is valid.</summary>
    /// <param name="entry">The key as written.</param>
    /// <param name="prefix">The map's path with its dot, or "".</param>
    /// <param name="valid">Keys of this map.</param>
    public static string Message(RecipeEntry entry, string prefix, IReadOnlyList<string> valid)
    {
        string? near = NearestName.Of(entry.Key, valid) ?? Elsewhere(entry.Key);
        string hint = near is null ? $"valid here: {string.Join(", ", valid)}" : $"did you mean \"{near}\"?";
        return $"{entry.Where}: unknown key \"{prefix}{entry.Key}\" — {hint}";
    }

    private static string? Elsewhere(string name) => RecipeSchema.All()
        .Where(key => key.Path.Contains('.') && key.Name == name)
        .Select(key => key.Path)
        .FirstOrDefault();
}
