namespace Mpa.Data.Rows;

/// <summary>What a row says of its image.</summary>
/// <param name="Name">As the file writes it; equal names are one image.</param>
/// <param name="Candidates">Paths to look for below the image root, the likeliest first.</param>
/// <param name="Bytes">The image file itself where the row holds it, else null.</param>
public sealed record DataImage(string Name, IReadOnlyList<string> Candidates, byte[]? Bytes = null)
{
    /// <summary>Of a row that can't be read.</summary>
    public static DataImage None { get; } = new("", []);

    /// <summary>An image by its path alone.</summary>
    public static DataImage At(string path) => new(path, [path]);

    /// <summary>
    /// An image of COCO 2014 by its number, in the folders people keep them in.
    /// Source: the file names of https://cocodataset.org, which OK-VQA and VQA v2 leave to the reader.
    /// </summary>
    /// <param name="id">The image's number.</param>
    /// <param name="subset">"train2014" or "val2014"; null tries both.</param>
    public static DataImage OfCoco(long id, string? subset)
    {
        string[] subsets = subset is null ? ["val2014", "train2014"] : [subset];
        return new($"{id}", [.. subsets.SelectMany(s => (string[])[$"{s}/COCO_{s}_{id:D12}.jpg", $"COCO_{s}_{id:D12}.jpg", $"images/{s}/COCO_{s}_{id:D12}.jpg"])]);
    }
}
