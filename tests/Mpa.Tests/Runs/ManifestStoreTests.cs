using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Runs;

public sealed class ManifestStoreTests
{
    [Fact]
    public async Task A_manifest_is_read_as_it_was_written()
    {
        using World world = new();
        Manifest written = await world.RunAsync(cancellation: TestContext.Current.CancellationToken);
        string text = File.ReadAllText(world.Run.Manifest);

        ManifestStore.Write(world.Run, ManifestStore.Read(world.Run)!);

        Assert.Equal(text, File.ReadAllText(world.Run.Manifest));
        Assert.Equal(written.Stages.Keys, ManifestStore.Read(world.Run)!.Stages.Keys);
    }

    [Fact]
    public void A_folder_without_a_manifest_gives_none()
    {
        using TemporaryFolder folder = new();

        Assert.Null(ManifestStore.Read(new RunFolder(folder.Root)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"version\":\"0.1.0\"}")]
    public void A_damaged_manifest_is_an_error_that_names_the_file_and_the_way_out(string text)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("run.json", text);

        MpaException error = Assert.Throws<MpaException>(() => ManifestStore.Read(new RunFolder(folder.Root)));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("Delete it", error.Message, StringComparison.Ordinal);
    }
}
