using System.Text;
using Mpa.Imaging;
using Mpa.Testing;

namespace Mpa.Data.Tests;

/// <summary>A folder of data files written by hand, with real images of a few bytes.</summary>
internal sealed class Sample : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Ends a test that takes too long.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Root => _folder.Root;

    public string At(params string[] parts) => _folder.At(parts);

    public string Write(string name, string text) => _folder.Write(name, text);

    public string WriteBytes(string name, byte[] bytes)
    {
        string path = _folder.Write(name, "");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A PNG of one color; equal shades are equal bytes.</summary>
    public string Image(string name, byte shade) => WriteBytes(name, Png(shade));

    public static byte[] Png(byte shade) => ImageEncoder.ToPng(new RgbImage(2, 2, [.. Enumerable.Repeat(shade, 12)]));

    /// <summary>The message of the error that the action must end with.</summary>
    public static string Error(Action action) => Assert.Throws<MpaException>(action).Message;

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public void Dispose() => _folder.Dispose();
}
