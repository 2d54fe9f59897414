namespace Mpa.Runs;

/// <summary>Which model a recipe names.</summary>
/// <param name="Path">Full path of a checkpoint folder; null for a served model.</param>
/// <param name="Url">Base URL of an OpenAI-compatible server; null for a folder.</param>
/// <param name="Model">The served model's name; null for a folder.</param>
public sealed record ModelReference(string? Path, string? Url = null, string? Model = null)
{
    /// <summary>What people call the model.</summary>
    public string DisplayName => Model ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path ?? Url ?? "?"));
}
