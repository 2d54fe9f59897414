using System.Text;
using Mpa.Hub.Download;
using Mpa.Testing;

namespace Mpa.Hub.Tests;

public sealed class ModelPullTests
{
    [Fact]
    public async Task A_model_is_pulled_without_what_no_run_needs_and_its_commit_is_on_record()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.With("pytorch_model.bin", "pickle").With("onnx", "x");

        await world.PullAsync();

        Assert.Equal(["config.json", PullWorld.Weights, "pulled.json", "tokenizer.json"], world.Names());
        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
        PullRecord record = PullRecord.Read(world.Target)!;
        Assert.Equal(
            (FakeHub.Repository, "main", world.Hub.Commit, "apache-2.0", 3),
            (record.Repository, record.Revision, record.Commit, record.License, record.Files.Count));
        Assert.False(Directory.Exists(world.Staging));
        Assert.Equal((world.News[^1].Total, world.News[^1].Total), (world.News[^1].Done, world.News[^1].Received));
    }

    [Fact]
    public async Task Files_are_asked_for_at_the_commit_and_not_at_the_branch_which_may_move()
    {
        await using PullWorld world = await PullWorld.CreateAsync();

        await world.PullAsync("refs/pr/1");

        Assert.Contains(
            world.Hub.Requests,
            request => request.Path.EndsWith("/revision/refs%2Fpr%2F1", StringComparison.Ordinal)
                || request.Path.EndsWith("/revision/refs/pr/1", StringComparison.Ordinal));
        Assert.All(
            world.Hub.Requests.Where(request => request.Path.Contains("/resolve/")),
            request => Assert.Contains(world.Hub.Commit, request.Path));
    }

    [Fact]
    public async Task What_is_there_already_is_not_asked_for_again()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        await world.PullAsync();
        world.Hub.Requests.Clear();

        ModelPull again = await world.PullAsync();

        Assert.True(again.IsDone);
        Assert.Equal(["/api/models/acme/tiny-vlm/revision/main"], world.Hub.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_new_commit_replaces_the_folder_and_brings_only_what_changed()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.With("merges.txt", "gone later");
        await world.PullAsync();
        world.Hub.With("config.json", """{"model_type":"idefics3"}""").Commit = new string('c', 40);
        world.Hub.Files.Remove("merges.txt");
        world.Hub.Requests.Clear();

        await world.PullAsync();

        Assert.Equal(["config.json", PullWorld.Weights, "pulled.json", "tokenizer.json"], world.Names());
        Assert.Equal("""{"model_type":"idefics3"}""", Encoding.UTF8.GetString(world.Read("config.json")));
        Assert.Empty(world.Hub.RequestsFor(PullWorld.Weights));
        Assert.Equal(world.Hub.Commit, PullRecord.Read(world.Target)!.Commit);
        Assert.Equal([world.Target], Directory.GetDirectories(Path.GetDirectoryName(world.Target)!));
    }

    [Fact]
    public async Task An_update_that_would_delete_a_persons_file_is_refused()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        await world.PullAsync();
        File.WriteAllText(Path.Combine(world.Target, "notes.txt"), "mine");
        world.Hub.Commit = new string('c', 40);

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.PullAsync());

        Assert.Contains("\"notes.txt\", which mpa pull did not put there", error.Message);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(world.Target, "notes.txt")));
    }

    [Fact]
    public async Task A_folder_of_someone_elses_is_left_alone()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        Directory.CreateDirectory(world.Target);
        File.WriteAllText(Path.Combine(world.Target, "config.json"), "mine");

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.PullAsync());

        Assert.EndsWith("holds files that mpa pull did not put there; move them, or give another --to", error.Message);
        Assert.Equal(["config.json"], world.Names());
    }

    [Fact]
    public async Task The_disk_is_looked_at_before_a_byte_of_a_file_is_asked_for()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.FreeBytes = 60_000_000;

        string error = await world.RefusedAsync();

        Assert.EndsWith(
            ": 0.07 GB are needed and 0.06 GB are free; make room, or give --to a folder on another disk", error);
        Assert.DoesNotContain(world.Hub.Requests, request => request.Path.Contains("/resolve/"));
    }

    [Fact]
    public async Task Two_pulls_to_one_folder_do_not_meet()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        using StagingFolder held = StagingFolder.Open(world.Target);

        Assert.Contains("another mpa pulls to this folder", await world.RefusedAsync());
    }

    [Fact]
    public async Task A_hub_that_lists_names_only_is_asked_about_each_file()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.ListsBlobs = false;

        await world.PullAsync();

        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
        Assert.Equal(["HEAD", "GET"], world.Hub.RequestsFor("config.json").Select(request => request.Method));
    }

    [Fact]
    public async Task A_link_in_the_staging_folder_leads_nothing_out_of_it()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        Directory.CreateDirectory(world.Staging);
        string outside = Path.Combine(Path.GetDirectoryName(world.Target)!, "outside.txt");
        File.WriteAllText(outside, "mine");
        File.CreateSymbolicLink(Path.Combine(world.Staging, "config.json"), outside);

        Assert.Contains("config.json would lie outside of it, by a link", await world.RefusedAsync());
        Assert.Equal("mine", File.ReadAllText(outside));
    }
}
