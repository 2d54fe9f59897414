namespace Mpa.Testing;

/// <summary>
/// A folder of its own for one test, gone after it. In memory where the system has such a place, since row files are
/// synced often.
/// </summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Create();

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Writes a file, and the folders above it.</summary>
    public string Write(string name, string text)
    {
        string path = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Create() =>
        Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory($"/dev/shm/mpa-test-{Guid.NewGuid():N}").FullName
            : Directory.CreateTempSubdirectory("mpa-test-").FullName;
}
