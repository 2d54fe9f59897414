using System.Text.Json;
using Mpa.Hub.Protocol;

namespace Mpa.Hub.Catalog;

/// <summary>Finds out what is to be pulled of a model: commit, files, sizes, checksums.</summary>
internal sealed class HubCatalog(HubSource source, HubModelName model)
{
    private const int LongestList = 32 << 20;
    private const int LongestIndex = 64 << 20;

    /// <summary>The record that the model's folder will have.</summary>
    /// <exception cref="MpaException">There is no such model, or it can't be used.</exception>
    public async Task<PullRecord> ReadAsync(CancellationToken cancellation)
    {
        byte[] list = await TextAsync(source.Client.ListAsync, LongestList, cancellation);
        HubListing listing = HubListing.Parse(list, model);
        byte[] index = listing.Files.ContainsKey(HubFileNames.Index)
            ? await TextAsync(AskForIndex, LongestIndex, cancellation)
            : [];
        List<HubFile> files = [];
        foreach (string name in FileSelection.Of(model, [.. listing.Files.Keys], index))
        {
            files.Add(await DescribeAsync(listing, name, cancellation));
        }

        return new PullRecord(
            Repository: model.Repository,
            Revision: model.Revision,
            Commit: listing.Commit,
            Endpoint: source.Options.Endpoint.AbsoluteUri.TrimEnd('/'),
            License: listing.License,
            PulledAt: source.Options.Time.GetUtcNow(),
            Files: files);

        Task<HubReply> AskForIndex(CancellationToken token) =>
            source.Client.GetAsync(listing.Commit, HubFileNames.Index, 0, token);
    }

    private Task<byte[]> TextAsync(
        Func<CancellationToken, Task<HubReply>> ask, int most, CancellationToken cancellation) =>
        source.Retry.ExecuteAsync(
            async token =>
            {
                using HubReply reply = await ask(token);
                using IdleTimer idle = new(source.Options, token);
                await using BodyReader body = await BodyReader.OpenAsync(reply, idle);
                return await body.ReadAllAsync(most);
            },
            cancellation).AsTask();

    // Some mirrors list names only: then the file itself is asked about.
    private async Task<HubFile> DescribeAsync(HubListing listing, string name, CancellationToken cancellation)
    {
        (long? size, ContentHash? hash) = listing.Files[name];
        if (size is null || hash is null)
        {
            using HubReply head = await source.Retry.ExecuteAsync(
                async token => await source.Client.HeadAsync(listing.Commit, name, token), cancellation);
            size ??= head.Size;
            hash ??= head.Hash;
        }

        return size is not null && hash is not null
            ? new HubFile(name, size.Value, hash)
            : throw new MpaException(
                $"{model}: the hub gives no size or checksum for {name}, so it can't be checked; "
                    + "use another HF_ENDPOINT");
    }
}

/// <summary>
/// A repository at one commit, as the hub's model API tells it
/// (/api/models/{repository}/revision/{revision}?blobs=true).
/// </summary>
/// <param name="Commit">40 hexadecimal digits.</param>
/// <param name="License">From the model card; null when it states none.</param>
/// <param name="Files">
/// Every file of the repository by its name. Size and checksum are null where this hub doesn't list them.
/// </param>
internal sealed record HubListing(
    string Commit, string? License, IReadOnlyDictionary<string, (long? Size, ContentHash? Hash)> Files)
{
    /// <summary>Reads the API's answer.</summary>
    /// <exception cref="MpaException">It isn't one, or lists a file whose name leads out of the folder.</exception>
    public static HubListing Parse(ReadOnlyMemory<byte> json, HubModelName model)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            string commit = root.GetProperty("sha").GetString() ?? "";
            if (ContentHash.TryParse(commit) is not { Kind: ContentHashKind.GitSha1 })
            {
                throw new MpaException($"{model}: the hub names no commit; is HF_ENDPOINT a hub?");
            }

            Dictionary<string, (long?, ContentHash?)> files = [];
            foreach (JsonElement file in root.GetProperty("siblings").EnumerateArray())
            {
                string name = file.GetProperty("rfilename").GetString() ?? "";
                if (HubFileNames.IsHostile(name) || !files.TryAdd(name, (Size(file), Hash(file))))
                {
                    throw new MpaException(
                        $"{model}: the hub lists a file \"{Printable(name)}\", whose name leads out of the folder or "
                            + "stands there twice; nothing was written. Do not trust this hub or repository");
                }
            }

            return new HubListing(commit.ToLowerInvariant(), LicenseOf(root), files);
        }
        catch (Exception error) when (
            error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MpaException(
                $"{model}: the hub's list of files can't be read ({error.Message}); is HF_ENDPOINT a hub?", error);
        }
    }

    private static long? Size(JsonElement file)
    {
        bool stated = file.TryGetProperty("size", out JsonElement size) && size.ValueKind == JsonValueKind.Number;
        return stated && size.GetInt64() >= 0 ? size.GetInt64() : null;
    }

    // A file in Git LFS has two checksums: that of its bytes counts, blobId is that of a pointer to them.
    private static ContentHash? Hash(JsonElement file)
    {
        if (file.TryGetProperty("lfs", out JsonElement lfs) && lfs.ValueKind == JsonValueKind.Object)
        {
            return ContentHash.TryParse(Text(lfs, "sha256")) is { Kind: ContentHashKind.Sha256 } sha256 ? sha256 : null;
        }

        return ContentHash.TryParse(Text(file, "blobId"));
    }

    private static string? LicenseOf(JsonElement root)
    {
        const string prefix = "license:";
        if (!root.TryGetProperty("tags", out JsonElement tags) || tags.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return tags.EnumerateArray()
            .Where(tag => tag.ValueKind == JsonValueKind.String)
            .Select(tag => tag.GetString()!)
            .Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal))
            .Select(tag => Printable(tag[prefix.Length..]))
            .FirstOrDefault();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) ? '?' : c).Take(100)]);
}
