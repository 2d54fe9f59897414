using System.Text.Json.Nodes;
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

    [Fact]
    public async Task A_manifest_that_was_changed_is_not_believed_and_can_be_taken_as_it_is()
    {
        using World world = new();
        await world.RunAsync(until: Stage.Collect, cancellation: TestContext.Current.CancellationToken);
        string text = File.ReadAllText(world.Run.Manifest);
        File.WriteAllText(world.Run.Manifest, text.Replace("\"images\": 12", "\"images\": 13"));

        MpaException error = Assert.Throws<MpaException>(() => ManifestStore.Read(world.Run));

        Assert.StartsWith($"{world.Run.Manifest} was changed or damaged since mpa wrote it", error.Message);
        Assert.Contains($"\"mpa mend {world.Run.Root}\"", error.Message);
        Assert.True(RunMending.MendManifest(world.Run, accept: true));
        Assert.Equal(13, ManifestStore.Read(world.Run)!.Stages[Stage.Collect].Out["images"]);
        Assert.False(RunMending.MendManifest(world.Run, accept: true));
    }

    [Fact]
    public async Task A_manifest_that_is_laid_out_anew_or_of_an_earlier_version_is_read()
    {
        using World world = new();
        await world.RunAsync(until: Stage.Collect, cancellation: TestContext.Current.CancellationToken);
        JsonObject json = JsonNode.Parse(File.ReadAllText(world.Run.Manifest))!.AsObject();

        File.WriteAllText(world.Run.Manifest, json.ToJsonString());
        Assert.NotNull(ManifestStore.Read(world.Run));

        Assert.True(json.Remove("checksum"));
        json["version"] = "0.0.1";
        File.WriteAllText(world.Run.Manifest, json.ToJsonString());
        Assert.Equal("0.0.1", ManifestStore.Read(world.Run)!.Version);
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
