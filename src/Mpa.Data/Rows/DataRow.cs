using Mpa.Images;

namespace Mpa.Data.Rows;

/// <summary>
/// One row of a data set, whatever file it came from: an image, and usually a question with its answers.
/// </summary>
internal sealed record DataRow
{
    /// <summary>Where it stands, for messages: "test_human.json:12 row 3", "train.parquet row 7".</summary>
    public required string Place { get; init; }

    /// <summary>
    /// The question's id as the file gives it, numbers as text; made from file and row number when the file gives none.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>What the row says of its image.</summary>
    public required DataImage Image { get; init; }

    /// <summary>The images after the first, of a row that is about several.</summary>
    public IReadOnlyList<DataImage> Further { get; init; } = [];

    /// <summary>All images of the row, in order.</summary>
    public IReadOnlyList<DataImage> Images => [Image, .. Further];

    /// <summary>As asked; null for an image alone.</summary>
    public string? Question { get; init; }

    /// <summary>As the file lists them, repeats and empty ones included; none in an unlabeled split.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>
    /// Where the question comes from or what it is about (human, augmented, coco-text …); null when the file doesn't
    /// say.
    /// </summary>
    public string? Slice { get; init; }

    /// <summary>The kind of question; null when the file doesn't say.</summary>
    public string? Kind { get; init; }

    /// <summary>Why the row can't be used; null when it can.</summary>
    public RowProblem? Problem { get; init; }
}

/// <summary>What a row says of its image.</summary>
/// <param name="Name">As the file writes it; equal names are one image.</param>
/// <param name="Candidates">Paths to look for below the image root, the likeliest first.</param>
/// <param name="Bytes">The image file itself where the row holds it, else null.</param>
internal sealed record DataImage(string Name, IReadOnlyList<string> Candidates, byte[]? Bytes = null)
{
    /// <summary>Of a row that can't be read.</summary>
    public static DataImage None { get; } = new("", []);

    /// <summary>Looks for it.</summary>
    /// <param name="resolver">Of the folder that it lies below.</param>
    public ResolvedImage In(ImageResolver resolver) => resolver.Find(Name, Candidates);

    /// <summary>The images of a row, of which each may be looked for in several places.</summary>
    /// <param name="raw">The row, with the bytes of images that lie in the file.</param>
    /// <param name="names">As the row writes them; fewer than there are bytes where it names none.</param>
    /// <param name="candidates">Paths to look for, of a name.</param>
    public static IReadOnlyList<DataImage> Of(
        RawRow raw, IReadOnlyList<string> names, Func<string, IReadOnlyList<string>> candidates) =>
    [
        .. Enumerable.Range(0, Math.Max(names.Count, raw.Bytes.Count)).Select(at => at < names.Count
            ? new DataImage(names[at], candidates(names[at]), raw.Bytes.ElementAtOrDefault(at))
            : new DataImage(at == 0 ? raw.Place : $"{raw.Place} image {at + 1}", [], raw.Bytes[at])),
    ];

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
        IEnumerable<string> candidates = subsets.SelectMany(s => Candidates(s, $"COCO_{s}_{id:D12}.jpg"));
        return new($"{id}", [.. candidates]);

        static string[] Candidates(string folder, string file) => [$"{folder}/{file}", file, $"images/{folder}/{file}"];
    }
}

/// <summary>Why a row can't be used.</summary>
/// <param name="Cause">Short and countable, such as "no image".</param>
/// <param name="Message">What was found and what was expected, without the place.</param>
internal sealed record RowProblem(string Cause, string Message);
