using Mpa.Files;
using Mpa.Testing;

namespace Mpa.Tests.Files;

public sealed class FileStampTests
{
    [Fact]
    public void A_stamp_tells_length_and_time_of_a_file_or_of_what_a_link_leads_to()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("images/ü 1.png", "seven b"), link = folder.At("link.png");
        File.SetLastWriteTimeUtc(file, new DateTime(1969, 7, 20, 20, 17, 40, DateTimeKind.Utc).AddTicks(1_234_567));
        File.CreateSymbolicLink(link, file);

        FileStamp expected = new(7, new FileInfo(file).LastWriteTimeUtc.Ticks);

        Assert.Equal((expected, expected), (FileStamp.Of(file), FileStamp.Of(link)));
        string longer = folder.At("images", string.Concat(Enumerable.Repeat("./", 300)), "ü 1.png");
        Assert.Equal(expected, FileStamp.Of(longer));
    }

    [Fact]
    public void What_is_no_file_has_the_stamp_of_none()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.At("folder"));
        File.CreateSymbolicLink(folder.At("to folder"), folder.At("folder"));
        File.CreateSymbolicLink(folder.At("to nothing"), folder.At("nothing"));

        Assert.All(
            ["folder", "to folder", "to nothing", "nothing"],
            name => Assert.Equal(FileStamp.Absent, FileStamp.Of(folder.At(name))));
    }
}
