namespace Mpa.Testing;

/// <summary>Places in the repository and golden data, found from the test's own folder upwards.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Folder of golden cases: MPA_GOLDENS, or the copy in the repository.</summary>
    public static string Goldens => Environment.GetEnvironmentVariable("MPA_GOLDENS") ?? Path.Combine(Root, "tests", "goldens");

    /// <summary>Folder of the charts that golden cases name: MPA_GOLDEN_IMAGES, or the copy in the repository.</summary>
    public static string GoldenImages =>
        Environment.GetEnvironmentVariable("MPA_GOLDEN_IMAGES") ?? Path.Combine(Root, "tests", "goldens", "images");

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Mpa.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"Mpa.slnx stands in no folder above {AppContext.BaseDirectory}");
    }
}
