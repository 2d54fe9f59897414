using System.Text.Json;

namespace Mpa.Hub;

/// <summary>A repository at one commit, as the hub's model API tells it (/api/models/{repository}/revision/{revision}?blobs=true).</summary>
/// <param name="Commit">40 hexadecimal digits.</param>
/// <param name="License">From the model card; null when it states none.</param>
/// <param name="Files">Every file of the repository by its name. Size and checksum are null where this hub doesn't list them.</param>
internal sealed record HubListing(string Commit, string? License, IReadOnlyDictionary<string, (long? Size, ContentHash? Hash)> Files)
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
                    throw new MpaException($"{model}: the hub lists a file \"{Printable(name)}\", whose name leads out of the folder or stands there twice; nothing was written. Do not trust this hub or repository");
                }
            }

            return new HubListing(commit.ToLowerInvariant(), LicenseOf(root), files);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MpaException($"{model}: the hub's list of files can't be read ({error.Message}); is HF_ENDPOINT a hub?", error);
        }
    }

    private static long? Size(JsonElement file) => file.TryGetProperty("size", out JsonElement size) && size.ValueKind == JsonValueKind.Number && size.GetInt64() >= 0 ? size.GetInt64() : null;

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
        return !root.TryGetProperty("tags", out JsonElement tags) || tags.ValueKind != JsonValueKind.Array
            ? null
            : tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!)
                .Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal)).Select(tag => Printable(tag[prefix.Length..])).FirstOrDefault();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) ? '?' : c).Take(100)]);
}
