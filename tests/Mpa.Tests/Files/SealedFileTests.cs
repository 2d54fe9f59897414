using Mpa.Files;
using Mpa.Testing;

namespace Mpa.Tests.Files;

public sealed class SealedFileTests
{
    [Fact]
    public void The_last_one_is_found_and_those_before_it_are_gone()
    {
        using TemporaryFolder folder = new();
        Seal(folder, "one");
        Seal(folder, "two");

        string path = SealedFile.Find(folder.Root, "state", "")!;

        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Root));
        Assert.Empty(SealedFile.Damaged(folder.Root));
    }

    [Fact]
    public void Every_changed_bit_is_noticed()
    {
        using TemporaryFolder folder = new();
        Seal(folder, "some bytes");
        string path = SealedFile.Find(folder.Root, "state", "")!;
        byte[] whole = File.ReadAllBytes(path);
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, changed);

            MpaException error = Assert.Throws<MpaException>(() => SealedFile.Find(folder.Root, "state", "Delete it."));

            Assert.EndsWith("Delete it.", error.Message);
            Assert.Equal([path], SealedFile.Damaged(folder.Root));
        }
    }

    private static void Seal(TemporaryFolder folder, string text) =>
        SealedFile.Seal(folder.Write("state.bin", text), "state");
}
