using Mpa.Files;
using Mpa.Testing;

namespace Mpa.Tests.Files;

public sealed class RealPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RealPathTests()
    {
        Directory.CreateDirectory(_folder.At("root", "inner"));
        Directory.CreateDirectory(_folder.At("outside"));
        File.WriteAllText(_folder.At("outside", "secret"), "");
        File.CreateSymbolicLink(_folder.At("root", "file-out"), _folder.At("outside", "secret"));
        File.CreateSymbolicLink(_folder.At("root", "file-in"), _folder.At("root", "inner"));
        Directory.CreateSymbolicLink(_folder.At("root", "folder-out"), _folder.At("outside"));
        Directory.CreateSymbolicLink(_folder.At("root", "circle"), _folder.At("root", "circle"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.png", true)]
    [InlineData("inner/a.png", true)]
    [InlineData("file-in", true)]
    [InlineData("", false)]
    [InlineData("../outside/secret", false)]
    [InlineData("../root-beside/a.png", false)]
    [InlineData("file-out", false)]
    [InlineData("folder-out/secret", false)]
    [InlineData("circle/a.png", false)]
    public void It_says_of_every_path_what_following_all_its_links_says(string path, bool expected)
    {
        string full = Path.GetFullPath(Path.Combine(_folder.At("root"), path));
        Confinement confinement = new(_folder.At("root"));

        // Twice, and after another file of the same folder: what is remembered gives the same.
        Assert.Equal(
            [expected, expected, RealPath.IsBelow(_folder.At("root"), full)],
            [confinement.Holds(full), confinement.Holds(full), expected]);
    }
}
