using System.Buffers;
using System.Net;
using Mpa.Hub.Protocol;

namespace Mpa.Hub.Download;

/// <summary>One request for the bytes of a file that are not here yet.</summary>
/// <param name="source">Whom to ask.</param>
/// <param name="commit">Of the repository.</param>
/// <param name="file">Which file.</param>
/// <param name="report">Told the bytes that are here and those that just came.</param>
internal sealed class FileRequest(HubSource source, string commit, HubFile file, Action<long, long> report)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Appends what is missing to the part, or begins it anew where the server sends no rest.</summary>
    /// <exception cref="TransientException">Not all came; what did is in the part.</exception>
    public async Task ReceiveAsync(FileStream part, ContentHasher hasher, CancellationToken cancellation)
    {
        using HubReply reply = await source.Client.GetAsync(commit, file.Name, part.Length, cancellation);
        CheckIdentity(reply);
        bool goesOn = reply.Status == HttpStatusCode.PartialContent
            && reply.Message.Content.Headers.ContentRange?.From == part.Length;
        if (!goesOn)
        {
            part.SetLength(0);
            hasher.Reset();
            report(0, 0);
        }

        if (!goesOn && reply.Status != HttpStatusCode.OK)
        {
            throw new TransientException(
                $"{file.Name}: the hub answers {(int)reply.Status} to a request for the rest of it");
        }

        await CopyAsync(reply, part, hasher, cancellation);
    }

    private async Task CopyAsync(HubReply reply, FileStream part, ContentHasher hasher, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using IdleTimer idle = new(source.Options, cancellation);
            await using BodyReader body = await BodyReader.OpenAsync(reply, idle);
            for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            {
                if (part.Length + read > file.Size)
                {
                    throw new IOException(
                        $"{file.Name}: the hub sends more than the {file.Size} bytes that it lists; "
                            + "try another HF_ENDPOINT");
                }

                await part.WriteAsync(buffer.AsMemory(0, read), cancellation);
                hasher.Append(buffer.AsSpan(0, read));
                report(part.Length, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (part.Length < file.Size)
        {
            throw new TransientException($"{file.Name}: the answer ended after {part.Length} of {file.Size} bytes");
        }
    }

    // Not every mirror says what it sends; one that does must mean the same file.
    private void CheckIdentity(HubReply reply)
    {
        bool otherCommit = reply.Commit is not null && !reply.Commit.Equals(commit, StringComparison.OrdinalIgnoreCase);
        bool otherFile = reply.Hash is not null && reply.Hash.Kind == file.Hash.Kind && reply.Hash != file.Hash;
        if (otherCommit || otherFile)
        {
            throw new MpaException(
                $"{file.Name}: asked for {file.Hash.Hex} of commit {commit}, but the hub offers "
                    + $"{reply.Hash?.Hex ?? "it"} of commit {reply.Commit ?? "unknown"}; try another HF_ENDPOINT");
        }
    }
}
