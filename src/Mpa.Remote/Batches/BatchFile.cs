using System.Text;
using System.Text.Json.Nodes;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Remote.Batches;

/// <summary>
/// Writes requests in the format of OpenAI's batches (platform.openai.com/docs/api-reference/batch), which vLLM reads
/// too. A batch takes 50,000 requests and 200 MB; what is more goes into further files, "out.2.jsonl" and so on.
/// </summary>
public static class BatchFile
{
    private const int MostRequests = 50_000;

    /// <summary>OpenAI's limit is 200 MB.</summary>
    internal const long MostBytes = 190_000_000;

    /// <summary>
    /// Writes the files anew; a request that stands twice is written once, one whose image can't be read is left out.
    /// </summary>
    /// <param name="options">The server, none of which is asked.</param>
    /// <param name="requests">What to ask.</param>
    /// <param name="path">Of the first file.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <returns>Each file with its number of requests.</returns>
    public static Task<IReadOnlyList<(string Path, int Requests)>> WriteAsync(
        ServerOptions options, IReadOnlyList<ModelRequest> requests, string path, CancellationToken cancellation) =>
        WriteAsync(options, requests, path, MostBytes, cancellation);

    internal static async Task<IReadOnlyList<(string Path, int Requests)>> WriteAsync(
        ServerOptions options,
        IReadOnlyList<ModelRequest> requests,
        string path,
        long mostBytes,
        CancellationToken cancellation)
    {
        using BatchRequests writer = new(options);
        List<(string Path, int Requests)> files = [];
        HashSet<string> ids = [];
        StreamWriter? file = null;
        long bytes = 0;
        try
        {
            foreach (ModelRequest request in requests)
            {
                cancellation.ThrowIfCancellationRequested();
                if (await LineAsync(writer, request, ids, cancellation) is not { } line)
                {
                    continue;
                }

                int length = Encoding.UTF8.GetByteCount(line) + 1;
                if (file is null || bytes + length > mostBytes || files[^1].Requests == MostRequests)
                {
                    await (file?.DisposeAsync() ?? ValueTask.CompletedTask);
                    files.Add((PathOf(path, files.Count + 1), 0));
                    (file, bytes) = (new StreamWriter(files[^1].Path) { NewLine = "\n" }, 0);
                }

                await file.WriteLineAsync(line);
                bytes += length;
                files[^1] = (files[^1].Path, files[^1].Requests + 1);
            }
        }
        finally
        {
            await (file?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        return files;
    }

    private static async Task<string?> LineAsync(
        BatchRequests writer, ModelRequest request, HashSet<string> ids, CancellationToken cancellation)
    {
        try
        {
            (string id, JsonNode body) = await writer.WriteAsync(request, cancellation);
            return ids.Add(id) ? BatchRequests.Line(id, body) : null;
        }
        catch (ImageException)
        {
            return null; // becomes a row with its cause when the results are read
        }
    }

    private static string PathOf(string path, int number) =>
        number == 1 ? path : Path.ChangeExtension(path, $"{number}{Path.GetExtension(path)}");
}
