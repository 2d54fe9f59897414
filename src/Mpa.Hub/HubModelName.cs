using System.Text.RegularExpressions;

namespace Mpa.Hub;

/// <summary>Which model of the hub, and which state of it.</summary>
/// <param name="Owner">A user or organization.</param>
/// <param name="Name">The repository's name.</param>
/// <param name="Revision">A branch, tag or commit.</param>
public sealed partial record HubModelName(string Owner, string Name, string Revision)
{
    /// <summary>The branch that is pulled when no revision is named.</summary>
    public const string DefaultRevision = "main";

    /// <summary>"owner/name".</summary>
    public string Repository => $"{Owner}/{Name}";

    /// <summary>
    /// The folder it lies in below the models home: "owner--name", and "@revision" where one was named.
    /// </summary>
    public string FolderName =>
        Revision == DefaultRevision ? $"{Owner}--{Name}" : $"{Owner}--{Name}@{Revision.Replace('/', '~')}";

    /// <summary>Reads "owner/name" or "owner/name@revision".</summary>
    /// <exception cref="MpaException">It is neither.</exception>
    public static HubModelName Parse(string text) => TryParse(text)
        ?? throw new MpaException(
            $"{text}: not a model of the hub; write owner/name or owner/name@revision, such as "
                + "HuggingFaceTB/SmolVLM-256M-Instruct");

    /// <summary>The name that the text states, or null.</summary>
    public static HubModelName? TryParse(string text)
    {
        // The hub refuses "--" and ".." too (huggingface_hub, validate_repo_id): "owner--name" stays unambiguous.
        bool refused = text.Contains("--", StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal);
        Match match = Form().Match(text);
        if (refused || !match.Success)
        {
            return null;
        }

        string revision = match.Groups["revision"] is { Success: true } named ? named.Value : DefaultRevision;
        return new HubModelName(match.Groups["owner"].Value, match.Groups["name"].Value, revision);
    }

    /// <inheritdoc/>
    public override string ToString() => Revision == DefaultRevision ? Repository : $"{Repository}@{Revision}";

    [GeneratedRegex(
        @"^(?<owner>[A-Za-z0-9][A-Za-z0-9._-]{0,95})/(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,95})"
        + @"(@(?<revision>[A-Za-z0-9]([A-Za-z0-9._/+-]{0,200}[A-Za-z0-9])?))?\z")]
    private static partial Regex Form();
}

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
