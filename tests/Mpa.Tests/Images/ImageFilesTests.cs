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
