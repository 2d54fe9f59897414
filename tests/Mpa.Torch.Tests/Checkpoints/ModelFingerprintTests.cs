using System.Security.Cryptography;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Tests.Checkpoints;

public sealed class WeightHashesTests : IDisposable
{
    private const int Length = 1 << 20;
    private static readonly DateTime Written = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public WeightHashesTests() => _file = Write(1, Written);

    [Fact]
    public void A_large_file_is_read_in_full_once()
    {
        string first = Hashes().Of(_file);
        ChangeBytes(at: Length - 5_000);

        Assert.Equal(Convert.ToHexString(SHA256.HashData(Bytes(1))), first);
        Assert.Equal(first, Hashes().Of(_file));
    }

    [Fact]
    public void A_file_written_since_is_read_again()
    {
        string first = Hashes().Of(_file);
        ChangeBytes(at: Length - 5_000);
        File.SetLastWriteTimeUtc(_file, Written.AddTicks(10_000_000));

        Assert.NotEqual(first, Hashes().Of(_file));
    }

    [Fact]
    public void Other_contents_with_the_old_time_are_told_by_the_sample()
    {
        string first = Hashes().Of(_file);
        Write(2, Written);

        Assert.NotEqual(first, Hashes().Of(_file));
    }

    [Fact]
    public void A_file_that_was_only_just_written_is_not_kept()
    {
        Write(1, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1));
        Hashes().Of(_file);

        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("cut")]
    public void A_damaged_entry_is_made_anew(string content)
    {
        string first = Hashes().Of(_file);
        string kept = Assert.Single(Files());
        File.WriteAllText(kept, content == "cut" ? File.ReadAllText(kept)[..^10] : content);

        Assert.Equal(first, Hashes().Of(_file));
        Assert.EndsWith(first + "\n", File.ReadAllText(kept));
    }

    [Fact]
    public void Small_files_are_read_each_time()
    {
        string first = new WeightHashes(null, TimeProvider.System, smallest: 1).Of(_file);

        Assert.Equal(first, new WeightHashes(_folder.At("hashes"), TimeProvider.System).Of(_file));
        Assert.Empty(Files());
    }

    public void Dispose() => _folder.Dispose();

    private WeightHashes Hashes() => new(_folder.At("hashes"), TimeProvider.System, smallest: Length);

    private string[] Files() => Directory.Exists(_folder.At("hashes")) ? Directory.GetFiles(_folder.At("hashes")) : [];

    private static byte[] Bytes(int seed)
    {
        byte[] bytes = new byte[Length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private string Write(int seed, DateTime written)
    {
        string path = _folder.At("model.safetensors");
        File.WriteAllBytes(path, Bytes(seed));
        File.SetLastWriteTimeUtc(path, written);
        return path;
    }

    /// <summary>Between two blocks of the sample, with the old time.</summary>
    private void ChangeBytes(long at)
    {
        using (FileStream stream = File.OpenWrite(_file))
        {
            stream.Position = at;
            stream.Write([1, 2, 3, 4, 5, 6, 7, 8]);
        }

        File.SetLastWriteTimeUtc(_file, Written);
    }
}
