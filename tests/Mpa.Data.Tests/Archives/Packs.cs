using System.Formats.Tar;
using System.IO.Compression;

namespace Mpa.Data.Tests.Archives;

/// <summary>Archives with any names in them.</summary>
internal static class Packs
{
    public static string Zip(string path, params (string Name, byte[] Bytes)[] members)
    {
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in members)
        {
            using Stream stream = zip.CreateEntry(name).Open();
            stream.Write(bytes);
        }

        return path;
    }

    public static string TarGz(string path, params (string Name, byte[] Bytes)[] members)
    {
        using GZipStream gzip = new(File.Create(path), CompressionLevel.Fastest);
        using TarWriter tar = new(gzip, TarEntryFormat.Pax);
        foreach ((string name, byte[] bytes) in members)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }

        return path;
    }
}
