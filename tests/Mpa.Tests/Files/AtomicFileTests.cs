using Mpa.Files;
using Mpa.Testing;

namespace Mpa.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void Several_may_write_the_same_file_at_once_and_one_of_them_is_there_whole()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("report.html");

        Parallel.For(0, 64, number => AtomicFile.Write(path, new string((char)('a' + (number % 26)), 10_000)));

        string text = File.ReadAllText(path);
        Assert.Equal(10_000, text.Length);
        Assert.Single(text.Distinct());
        Assert.Equal([path], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_and_what_a_living_one_writes_is_not()
    {
        using TemporaryFolder folder = new();
        string mine = folder.Write($"rows.jsonl.{Environment.ProcessId}-7.new", "");
        folder.Write("rows.jsonl.2147483646-7.new", "");
        string foreign = folder.Write("my.new", "");

        AtomicFile.RemoveAbandoned(folder.Root);

        Assert.Equal([foreign, mine], Directory.GetFiles(folder.Root).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_that_would_be_the_same_is_not_written()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("rows.jsonl", new string('x', 200_000));
        DateTime before = File.GetLastWriteTimeUtc(path);

        AtomicFile.WriteIfChanged(path, stream => stream.Write(File.ReadAllBytes(path)));
        Assert.Equal(before, File.GetLastWriteTimeUtc(path));

        AtomicFile.WriteIfChanged(path, stream => stream.Write("y"u8));
        Assert.Equal("y", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_file_as_it_was()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("rows.jsonl", "before");

        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.Write(path, stream => throw new InvalidOperationException()));

        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Root));
    }
}
