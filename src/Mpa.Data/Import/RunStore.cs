using System.Text.Json;
using Mpa.Files;
using Mpa.Images;

namespace Mpa.Data.Import;

/// <summary>The folder of a run that holds what was taken out of a file. Its source.json is written last: without it, or for another source, all is done again.</summary>
/// <param name="folder">Full path.</param>
internal sealed class RunStore(string folder)
{
    private readonly string _marker = Path.Combine(folder, "source.json");

    /// <summary>Full path of the folder of files.</summary>
    public string Files { get; } = Path.Combine(folder, "files");

    /// <summary>Full path of the questions.</summary>
    public string Questions { get; } = Path.Combine(folder, "questions.jsonl");

    /// <summary>What was refused when this source was taken out; null when it has not been.</summary>
    public IReadOnlyList<ImageFailure>? Find(string stamp) =>
        File.Exists(_marker) && JsonSerializer.Deserialize<StoredSource>(File.ReadAllText(_marker), MpaJson.Line) is { } stored && stored.Stamp == stamp
            ? stored.Refused
            : null;

    /// <summary>Empties the folder.</summary>
    public void Begin()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }

    /// <summary>Says that all is there.</summary>
    public void Complete(string stamp, IReadOnlyList<ImageFailure> refused) =>
        AtomicFile.Write(_marker, JsonSerializer.Serialize(new StoredSource(stamp, refused), MpaJson.Line));

    private sealed record StoredSource(string Stamp, IReadOnlyList<ImageFailure> Refused);
}
