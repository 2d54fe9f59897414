namespace Mpa.Imaging;

/// <summary>Reads a file whole, its length checked first.</summary>
internal static class ImageFile
{
    public static byte[] Read(string path, ImageLimits limits)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            limits.CheckBytes(path, stream.Length);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, ImageException.Unreadable, $"can't be read ({error.Message.TrimEnd('.')})", error);
        }
    }
}
