namespace Mpa.Images;

/// <summary>Short names for images.</summary>
internal static class ImageIds
{
    /// <summary>For each path the path without its extension, or the whole path where that would name two things.</summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<string> paths)
    {
        HashSet<string> whole = [.. paths];
        Dictionary<string, int> stems = paths.CountBy(Stem).ToDictionary();
        return paths.ToDictionary(
            path => path,
            path => stems[Stem(path)] > 1 || (Stem(path) != path && whole.Contains(Stem(path))) ? path : Stem(path));
    }

    private static string Stem(string path)
    {
        int dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') + 1 ? path[..dot] : path;
    }
}
