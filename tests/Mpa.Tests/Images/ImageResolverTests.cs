using Mpa.Images;
using Mpa.Testing;

namespace Mpa.Tests.Images;

public sealed class ImageResolverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("images/a.png")]
    [InlineData("./images/a.png")]
    [InlineData("images\\a.png")]
    [InlineData("C:\\Users\\me\\set\\images\\a.png")]
    [InlineData("c:/Users/me/set/images/a.png")]
    [InlineData("\\\\server\\share\\images\\a.png")]
    [InlineData("/home/other/set/images/a.png")]
    [InlineData("/images/a.png")]
    [InlineData("file:///home/me/set/images/a.png")]
    [InlineData("file:///C:/Users/me/set/images/a.png")]
    [InlineData("FILE://localhost/home/me/images/a.png")]
    [InlineData("file:///home/me/my%20set/images/a.png")]
    [InlineData("images/a%2Epng")]
    [InlineData("images%5Ca.png")]
    public void A_path_of_another_machine_is_found_by_its_ending(string path)
    {
        _folder.Write("images/a.png", "A");

        Assert.Equal("images/a.png", Find(path).Path);
    }

    [Theory]
    [InlineData("caf\u00E9.png", "cafe\u0301.png")]
    [InlineData("cafe\u0301.png", "caf\u00E9.png")]
    public void Accents_composed_and_apart_are_one_name(string file, string asked)
    {
        _folder.Write($"images/{file}", "A");

        Assert.Equal($"images/{file}", Find($"images/{asked}").Path);
        Assert.Equal($"images/{file}", Find($"C:\\set\\images\\{asked}").Path);
    }

    [Fact]
    public void A_file_whose_name_is_as_it_is_written_comes_first()
    {
        _folder.Write("a%20b.png", "literal");
        _folder.Write("a b.png", "decoded");

        Assert.Equal("a%20b.png", Find("a%20b.png").Path);
    }

    [Theory]
    [InlineData("../secret.png")]
    [InlineData("..\\secret.png")]
    [InlineData("images\\..\\..\\secret.png")]
    [InlineData("%2e%2e/secret.png")]
    public void Nothing_above_the_folder_is_found(string path)
    {
        _folder.Write("secret.png", "S");
        Directory.CreateDirectory(_folder.At("set", "images"));

        Assert.Equal(
            new ResolvedImage(null, "outside the folder"), new ImageResolver(_folder.At("set")).Find(path, [path]));
    }

    [Theory]
    [InlineData("/home/x/gone.png")]
    [InlineData("a\0b.png")]
    [InlineData("file:")]
    [InlineData("C:")]
    [InlineData("%")]
    public void What_is_nowhere_is_missing(string path) => Assert.Equal("missing", Find(path).Cause);

    public void Dispose() => _folder.Dispose();

    private ResolvedImage Find(string path) => new ImageResolver(_folder.Root).Find(path, [path]);
}
