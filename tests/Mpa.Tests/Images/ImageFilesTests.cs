using FsCheck.Xunit;
using Mpa.Images;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Images;

public sealed class ImageFilesTests
{
    private const string Letters = "a-0_. Z";

    [Property(MaxTest = 50)]
    public bool A_folder_is_listed_in_the_ordinal_order_of_whole_paths(byte[] names)
    {
        using TemporaryFolder folder = new();
        foreach (byte[] name in names.Chunk(3))
        {
            string path = string.Join('/', name.Select(one => $"x{Letters[one % Letters.Length]}{one % 3}"));
            if (!Path.Exists(folder.At(path)) && !Parents(path).Any(parent => File.Exists(folder.At(parent))))
            {
                folder.Write(path, "image");
            }
        }

        string[] expected =
        [
            .. Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder.Root, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
        string above = Path.GetDirectoryName(folder.Root)!, own = Path.GetFileName(folder.Root);
        return expected.SequenceEqual(ImageFiles.List(folder.Root, null, folder.Root))
            && expected.Select(path => $"{own}/{path}").SequenceEqual(ImageFiles.List(folder.Root, null, above));
    }

    [Fact]
    public void The_stamp_changes_with_a_file_its_name_and_its_length()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.png", "a");
        string first = Stamp(folder);
        Assert.Equal(first, Stamp(folder));

        folder.Write("b.png", "b");
        string second = Stamp(folder);
        File.Move(folder.At("b.png"), folder.At("c.png"));
        string third = Stamp(folder);
        folder.Write("c.png", "longer");

        Assert.Equal(4, new[] { first, second, third, Stamp(folder) }.Distinct().Count());
    }

    [Fact]
    public void The_stamp_sees_a_file_below_and_one_behind_a_link_rewritten_in_place()
    {
        using TemporaryFolder folder = new();
        folder.Write("elsewhere/a.png", "a");
        folder.Write("images/deep/b.png", "b");
        File.CreateSymbolicLink(folder.At("images/link.png"), folder.At("elsewhere/a.png"));
        string first = StampOf(folder.At("images"));
        File.SetLastWriteTimeUtc(folder.At("images/deep/b.png"), DateTime.UnixEpoch);
        string second = StampOf(folder.At("images"));
        File.SetLastWriteTimeUtc(folder.At("elsewhere/a.png"), DateTime.UnixEpoch);

        Assert.Equal(3, new[] { first, second, StampOf(folder.At("images")) }.Distinct().Count());
    }

    [Fact]
    public void A_list_and_a_folder_of_the_same_files_have_one_stamp()
    {
        using TemporaryFolder folder = new();
        folder.Write("images/a.png", "a");
        folder.Write("images/deep/b.png", "b");
        folder.Write("list.txt", "images/a.png\nimages/deep/b.png\n");
        DataRequest listed = new(
            folder.At("list.txt"), folder.Root, folder.At("run"), folder.At("store"), DataAccess.Stamp);
        DataRequest found = listed with { Path = folder.At("images") };

        Assert.Equal(ImageFiles.Open(listed).Stamp, ImageFiles.Open(found).Stamp);
    }

    private static string StampOf(string images) => ImageFiles.Open(
        new DataRequest(images, null, images + "-run", images + "-store", DataAccess.Stamp)).Stamp;

    private static string Stamp(TemporaryFolder folder) => ImageFiles.Open(
        new DataRequest(folder.Root, null, folder.At("run"), folder.At("store"), DataAccess.Stamp)).Stamp;

    private static IEnumerable<string> Parents(string path)
    {
        for (int end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            yield return path[..end];
        }
    }
}
