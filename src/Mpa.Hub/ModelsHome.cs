namespace Mpa.Hub;

/// <summary>The folder that pulled models lie in, one folder each.</summary>
public static class ModelsHome
{
    /// <summary>MPA_MODELS, else ".mpa/models" in the user's home.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string Folder(Func<string, string?> variable) => Path.GetFullPath(
        variable("MPA_MODELS") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".mpa", "models"));
}
