using System.Text.Json;
using System.Text.Json.Serialization;
using Mpa.Files;

namespace Mpa.Hub;

/// <summary>pulled.json: where the files of a folder came from.</summary>
/// <param name="Repository">"owner/name".</param>
/// <param name="Revision">As asked for.</param>
/// <param name="Commit">What that was then.</param>
/// <param name="Endpoint">The hub's address.</param>
/// <param name="License">As the model card states it; null when it doesn't.</param>
/// <param name="PulledAt">When the pull began.</param>
/// <param name="Files">Each with size and checksum.</param>
public sealed record PullRecord(
    string Repository,
    string Revision,
    string Commit,
    string Endpoint,
    string? License,
    DateTimeOffset PulledAt,
    IReadOnlyList<HubFile> Files)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "pulled.json";

    /// <summary>The model as <c>mpa pull</c> takes it.</summary>
    [JsonIgnore]
    public string Source => Revision == HubModelName.DefaultRevision ? Repository : $"{Repository}@{Revision}";

    /// <summary>The folder's record; null when it has none.</summary>
    /// <exception cref="MpaException">It can't be read.</exception>
    public static PullRecord? Read(string folder)
    {
        string file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize<PullRecord>(File.ReadAllBytes(file), MpaJson.Indented)
                : null;
        }
        catch (JsonException error)
        {
            throw new MpaException(
                $"{file}: can't be read ({error.Message}); delete the folder and pull the model again", error);
        }
    }

    internal void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, MpaJson.Indented) + "\n");
}

/// <summary>One file of a model as the hub lists it.</summary>
/// <param name="Name">A plain file name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">What its bytes must give.</param>
public sealed record HubFile(string Name, long Size, ContentHash Hash);
