using System.Buffers;
using Mpa.Hub.Protocol;

namespace Mpa.Hub.Download;

/// <summary>
/// Downloads one file: its bytes gather in a .part file that a later session goes on with, and it gets its name when
/// its checksum is right.
/// </summary>
/// <param name="source">Whom to ask.</param>
/// <param name="commit">Of the repository.</param>
/// <param name="file">Which file.</param>
/// <param name="folder">Where to.</param>
/// <param name="report">
/// Told the bytes that are here (which may fall, when a part proves useless) and those that just came over the network.
/// </param>
internal sealed class FileDownload(
    HubSource source, string commit, HubFile file, string folder, Action<long, long> report)
{
    private const int BufferBytes = 1 << 17;

    // So much progress begins the tries anew: without it, a link that breaks once a gigabyte would use all of them up.
    private const long Progress = 1L << 20;

    // The checksum is in the name, so that no part is ever continued with bytes of another state of the file.
    private string Part => PartOf(folder, file);

    private string Whole => Path.Combine(folder, file.Name);

    /// <summary>The .part file of a file.</summary>
    public static string PartOf(string folder, HubFile file) =>
        Path.Combine(folder, $"{file.Name}.{file.Hash.Hex[..12]}.part");

    /// <summary>Downloads the file. One that is there already is checked.</summary>
    /// <exception cref="IOException">Its checksum was wrong twice, or the disk is full.</exception>
    /// <exception cref="MpaException">The hub refuses it.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (File.Exists(Whole))
        {
            File.Move(Whole, Part, overwrite: true);
        }

        string? wrong = await TryAsync(cancellation);
        wrong = wrong is null ? null : await TryAsync(cancellation);
        if (wrong is not null)
        {
            throw new IOException(
                $"{file.Name}: its {file.Hash.Kind} is {wrong}, not {file.Hash.Hex} as the hub says, twice. "
                    + "It is damaged on the way or at the source; try another network or HF_ENDPOINT");
        }
    }

    /// <summary>Null when the file is whole and in place; else the wrong checksum, and the part is gone.</summary>
    private async Task<string?> TryAsync(CancellationToken cancellation)
    {
        string found = await source.Retry.ExecuteAsync(async token => await FillAsync(token), cancellation);
        if (found == file.Hash.Hex)
        {
            File.Move(Part, Whole, overwrite: true);
            return null;
        }

        File.Delete(Part);
        report(0, 0);
        return found;
    }

    /// <summary>Asks for what is missing until all is here; returns the checksum.</summary>
    private async Task<string> FillAsync(CancellationToken cancellation)
    {
        await using FileStream part = new(Part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        part.SetLength(part.Length > file.Size ? 0 : part.Length);
        using ContentHasher hasher = new(file);
        FileRequest request = new(source, commit, file, report);
        await HashAsync(part, hasher, cancellation);
        while (part.Length < file.Size)
        {
            long before = part.Length;
            try
            {
                await request.ReceiveAsync(part, hasher, cancellation);
            }
            catch (TransientException) when (part.Length - before >= Progress)
            {
            }
        }

        part.Flush(flushToDisk: true);
        return hasher.Hex();
    }

    private async Task HashAsync(FileStream part, ContentHasher hasher, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (int read; (read = await part.ReadAsync(buffer, cancellation)) > 0;)
            {
                hasher.Append(buffer.AsSpan(0, read));
                report(part.Position, 0);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
