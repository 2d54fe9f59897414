namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>A folder that is removed at the test's end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mpa-tokenizer-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
