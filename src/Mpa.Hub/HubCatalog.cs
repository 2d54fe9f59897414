namespace Mpa.Hub;

/// <summary>Finds out what is to be pulled of a model: commit, files, sizes, checksums.</summary>
internal sealed class HubCatalog(HubSource source, HubModelName model)
{
    private const int LongestList = 32 << 20;
    private const int LongestIndex = 64 << 20;

    /// <summary>The record that the model's folder will have.</summary>
    /// <exception cref="MpaException">There is no such model, or it can't be used.</exception>
    public async Task<PullRecord> ReadAsync(CancellationToken cancellation)
    {
        HubListing listing = HubListing.Parse(await TextAsync(source.Client.ListAsync, LongestList, cancellation), model);
        byte[] index = listing.Files.ContainsKey(HubFileNames.Index)
            ? await TextAsync(token => source.Client.GetAsync(listing.Commit, HubFileNames.Index, 0, token), LongestIndex, cancellation)
            : [];
        List<HubFile> files = [];
        foreach (string name in FileSelection.Of(model, [.. listing.Files.Keys], index))
        {
            files.Add(await DescribeAsync(listing, name, cancellation));
        }

        return new PullRecord(model.Repository, model.Revision, listing.Commit, source.Options.Endpoint.AbsoluteUri.TrimEnd('/'), listing.License, source.Options.Time.GetUtcNow(), files);
    }

    private Task<byte[]> TextAsync(Func<CancellationToken, Task<HubReply>> ask, int most, CancellationToken cancellation) =>
        source.Retry.ExecuteAsync(
            async token =>
            {
                using HubReply reply = await ask(token);
                using Stall stall = new(source.Options, token);
                await using BodyReader body = await BodyReader.OpenAsync(reply, stall);
                return await body.ReadAllAsync(most);
            },
            cancellation).AsTask();

    // Some mirrors list names only: then the file itself is asked about.
    private async Task<HubFile> DescribeAsync(HubListing listing, string name, CancellationToken cancellation)
    {
        (long? size, ContentHash? hash) = listing.Files[name];
        if (size is null || hash is null)
        {
            using HubReply head = await source.Retry.ExecuteAsync(async token => await source.Client.HeadAsync(listing.Commit, name, token), cancellation);
            size ??= head.Size;
            hash ??= head.Hash;
        }

        return size is not null && hash is not null
            ? new HubFile(name, size.Value, hash)
            : throw new MpaException($"{model}: the hub gives no size or checksum for {name}, so it can't be checked; use another HF_ENDPOINT");
    }
}
