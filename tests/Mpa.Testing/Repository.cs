namespace Mpa.Testing;

/// <summary>Places in the repository and golden data, found from the test's own folder upwards.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Folder of golden cases: MPA_GOLDENS, or the copy in the repository.</summary>
    public static string Goldens => Environment.GetEnvironmentVariable("MPA_GOLDENS") ?? OwnGoldens;

    /// <summary>The repository's copy of golden cases, which holds some of every kind.</summary>
    public static string OwnGoldens => Path.Combine(Root, "tests", "goldens");

    /// <summary>
    /// Folder of the charts that golden cases name: MPA_GOLDEN_IMAGES, or the copy in the repository.
    /// </summary>
    public static string GoldenImages =>
        Environment.GetEnvironmentVariable("MPA_GOLDEN_IMAGES") ?? Path.Combine(OwnGoldens, "images");

    /// <summary>
    /// What a search finds in the chosen set or, where it finds nothing, in the copy, so that no test is without data.
    /// </summary>
    /// <param name="find">Takes a goldens folder.</param>
    public static T[] FromGoldens<T>(Func<string, IEnumerable<T>> find)
    {
        T[] chosen = [.. find(Goldens)];
        return chosen.Length > 0 ? chosen : [.. find(OwnGoldens)];
    }

    /// <summary>A golden file or folder: that of the chosen set, or the copy's.</summary>
    /// <param name="place">Below the goldens folder, such as "prompts/smolvlm.json".</param>
    public static string Golden(string place) =>
        Path.Exists(Path.Combine(Goldens, place)) ? Path.Combine(Goldens, place) : Path.Combine(OwnGoldens, place);

    /// <summary>A chart that a golden case names, the copy's where the chosen folder has none.</summary>
    public static string GoldenImage(string file) =>
        File.Exists(Path.Combine(GoldenImages, file))
            ? Path.Combine(GoldenImages, file)
            : Path.Combine(OwnGoldens, "images", file);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Mpa.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"Mpa.slnx stands in no folder above {AppContext.BaseDirectory}");
    }
}
