using System.Formats.Tar;
using System.IO.Compression;
using Mpa.Data.Archives;
using Mpa.Images;

namespace Mpa.Data.Tests.Archives;

public sealed class ArchiveTests : IDisposable
{
    private readonly Sample _sample = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_are_unpacked_and_hidden_ones_left_out(bool zip)
    {
        string file = Pack(
            zip, ("a/b.png", "B"), ("./c.png", "C"), (".hidden", "H"), ("__MACOSX/a/b.png", "M"), ("a/.b.png", "H"));

        Assert.Empty(Unpack(file, zip));

        Assert.Equal(["a/b.png", "c.png"], Unpacked());
        Assert.Equal("B", File.ReadAllText(_sample.At("out", "a", "b.png")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Members_that_lead_out_of_the_folder_are_refused_and_counted(bool zip)
    {
        string file = Pack(
            zip,
            ("../../etc/passwd", "x"),
            ("/etc/passwd", "x"),
            ("a/../../b", "x"),
            ("C:\\b", "x"),
            ("c:/b", "x"),
            ("..\\b", "x"),
            ("good.png", "x"));

        IReadOnlyList<ImageFailure> refused = Unpack(file, zip);

        Assert.Equal(6, refused.Count);
        Assert.All(refused, failure => Assert.Equal("archive member: outside", failure.Cause));
        Assert.Equal(["good.png"], Unpacked());
        Assert.Empty(Directory.GetFiles(_sample.Root).Except([file]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Folders_parted_by_backslashes_and_names_with_colons_are_unpacked(bool zip)
    {
        string file = Pack(zip, ("set\\images\\", ""), ("set\\images\\a.png", "A"), ("set\\12:30.png", "B"));

        Assert.Empty(Unpack(file, zip));

        Assert.Equal(["set/12:30.png", "set/images/a.png"], Unpacked());
    }

    [Fact]
    public void Links_and_devices_are_refused()
    {
        string file = _sample.At("links.tar");
        using (TarWriter writer = new(File.Create(file), TarEntryFormat.Pax))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link.png") { LinkName = "/etc/passwd" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "folder") { LinkName = "/etc" });
            writer.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, "folder/new.png") { DataStream = new MemoryStream([1]) });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "hard.png") { LinkName = "../secret" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "pipe.png"));
        }

        IReadOnlyList<ImageFailure> refused = Unpack(file, zip: false);

        Assert.Equal(
            ["archive member: link", "archive member: link", "archive member: link", "archive member: not a file"],
            refused.Select(failure => failure.Cause));
        Assert.Equal(["folder/new.png"], Unpacked());
    }

    [Fact]
    public void A_link_in_a_zip_is_refused()
    {
        string file = _sample.At("links.zip");
        using (ZipArchive zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            ZipArchiveEntry entry = zip.CreateEntry("link.png");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
            using Stream stream = entry.Open();
            stream.Write("/etc/passwd"u8);
        }

        Assert.Equal("archive member: link", Assert.Single(Unpack(file, zip: true)).Cause);
        Assert.Empty(Unpacked());
    }

    [Fact]
    public void Of_two_members_of_one_name_the_first_is_taken()
    {
        string file = Pack(
            zip: true, ("a.png", "1"), ("a.png", "2"), ("a.png/b.png", "3"), ("c/d.png", "4"), ("c", "5"));

        Assert.Equal(["a.png", "a.png/b.png", "c"], Unpack(file, zip: true).Select(failure => failure.Path));
        Assert.Equal("1", File.ReadAllText(_sample.At("out", "a.png")));
    }

    [Fact]
    public void Ten_gigabytes_of_nothing_in_a_zip_are_stopped_early()
    {
        string file = Bombs.Zip(_sample.At("bomb.zip"), gigabytes: 10, stated: uint.MaxValue - 1);

        string message = Sample.Error(() => Unpack(file, zip: true));

        Assert.Contains("decompression bomb", message, StringComparison.Ordinal);
        Assert.All(
            Directory.GetFiles(_sample.At("out")),
            path => Assert.True(new FileInfo(path).Length <= ArchiveLimits.Default.FreeBytes));
    }

    [Fact]
    public void A_zip_that_understates_what_comes_out_gives_no_more_than_it_states()
    {
        string file = Bombs.Zip(_sample.At("bomb.zip"), gigabytes: 10, stated: 10);

        Record.Exception(() => Unpack(file, zip: true));

        Assert.All(Directory.GetFiles(_sample.At("out")), path => Assert.InRange(new FileInfo(path).Length, 0, 10));
    }

    [Fact]
    public void Ten_gigabytes_of_nothing_in_a_tar_gz_are_stopped_early()
    {
        string file = Bombs.TarGz(_sample.At("bomb.tar.gz"), gigabytes: 10);

        Assert.Contains("decompression bomb", Sample.Error(() => Unpack(file, zip: false)), StringComparison.Ordinal);
        Assert.True(new FileInfo(_sample.At("out", "zeros.png")).Length <= ArchiveLimits.Default.FreeBytes);
    }

    [Theory]
    [InlineData("holds more than 2 members")]
    [InlineData("unpacks b.png to more than 0 MiB")]
    [InlineData("unpacks to more than 0 GiB")]
    public void Each_limit_is_told(string expected)
    {
        string file = Pack(zip: true, ("a.png", "1"), ("b.png", "22"), ("c.png", "3"));
        ArchiveLimits limits = expected switch
        {
            "holds more than 2 members" => new() { Members = 2 },
            "unpacks to more than 0 GiB" => new() { TotalBytes = 3 },
            _ => new() { MemberBytes = 1 },
        };

        Assert.Contains(
            expected,
            Sample.Error(() => new Archive(file, true, limits).Unpack(_sample.At("out"), default)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_archive_is_an_error(bool zip)
    {
        string file = Pack(zip, ("a.png", string.Join(' ', Enumerable.Range(0, 5000).Select(i => i * 7919 % 10007))));
        byte[] bytes = File.ReadAllBytes(file);
        string cut = _sample.WriteBytes("cut", bytes[..(bytes.Length / 2)]);

        Assert.Contains("damaged", Sample.Error(() => Unpack(cut, zip)), StringComparison.Ordinal);
    }

    public void Dispose() => _sample.Dispose();

    private IReadOnlyList<ImageFailure> Unpack(string file, bool zip) =>
        new Archive(file, zip, ArchiveLimits.Default).Unpack(_sample.At("out"), Sample.Token);

    private IEnumerable<string> Unpacked() => Directory.GetFiles(_sample.At("out"), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_sample.At("out"), path)).Order(StringComparer.Ordinal);

    private string Pack(bool zip, params (string Name, string Text)[] members) => zip
        ? Packs.Zip(_sample.At("a.zip"), [.. members.Select(member => (member.Name, Sample.Utf8(member.Text)))])
        : Packs.TarGz(_sample.At("a.tar.gz"), [.. members.Select(member => (member.Name, Sample.Utf8(member.Text)))]);
}
