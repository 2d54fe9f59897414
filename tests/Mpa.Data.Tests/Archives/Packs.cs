using System.Buffers.Binary;
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

/// <summary>
/// Archives that unpack to many gigabytes of zeros, made in no time: the packed form of one mebibyte is written over
/// and over. A zip may state any length of what comes out.
/// </summary>
internal static class Bombs
{
    private const int Block = 1 << 20;

    public static string Zip(string path, int gigabytes, uint stated)
    {
        byte[] zeros = PackedZeros();
        int blocks = gigabytes << 10;
        byte[] name = Sample.Utf8("zeros.png");
        using FileStream file = File.Create(path);
        byte[] header = new byte[26];
        BinaryPrimitives.WriteUInt16LittleEndian(header, 20); // version needed
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 8); // deflate
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(14), (uint)(zeros.Length * (long)blocks + 2));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(18), stated);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), (ushort)name.Length);
        file.Write("PK\u0003\u0004"u8);
        file.Write(header);
        file.Write(name);
        for (int i = 0; i < blocks; i++)
        {
            file.Write(zeros);
        }

        file.Write([3, 0]); // an empty last block
        long directory = file.Position;
        file.Write("PK\u0001\u0002"u8);
        file.Write([20, 0]);
        file.Write(header);
        file.Write(new byte[14]);
        file.Write(name);
        WriteEnd(file, directory);
        return path;
    }

    public static string TarGz(string path, int gigabytes)
    {
        byte[] header = new byte[512];
        "zeros.png"u8.CopyTo(header);
        "0000644\0"u8.CopyTo(header.AsSpan(100));
        header[124] = 0x80; // a size in base 256 (GNU)
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(128), (long)gigabytes << 30);
        header[156] = (byte)'0';
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        header.AsSpan(148, 8).Fill((byte)' ');
        int sum = header.Sum(value => value);
        Sample.Utf8($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(header, 148);
        using FileStream file = File.Create(path);
        file.Write(Member(header));
        byte[] zeros = Member(new byte[Block]);
        for (int i = 0; i < gigabytes << 10; i++)
        {
            file.Write(zeros);
        }

        return path;
    }

    private static void WriteEnd(FileStream file, long directory)
    {
        byte[] end = new byte[18];
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(6), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(8), (uint)(file.Position - directory));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)directory);
        file.Write("PK\u0005\u0006"u8);
        file.Write(end);
    }

    // Flushed to a byte's end, so that copies can follow one another.
    private static byte[] PackedZeros()
    {
        using MemoryStream packed = new();
        using DeflateStream deflate = new(packed, CompressionLevel.SmallestSize, leaveOpen: true);
        deflate.Write(new byte[Block]);
        deflate.Flush();
        return packed.ToArray();
    }

    private static byte[] Member(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
