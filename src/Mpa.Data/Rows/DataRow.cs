namespace Mpa.Data.Rows;

/// <summary>One row of a data set, whatever file it came from: an image, and usually a question with its answers.</summary>
public sealed record DataRow
{
    /// <summary>Where it stands, for messages: "test_human.json:12 row 3", "train.parquet row 7".</summary>
    public required string Place { get; init; }

    /// <summary>The question's id as the file gives it, numbers as text; made from file and row number when the file gives none.</summary>
    public required string Id { get; init; }

    /// <summary>What the row says of its image.</summary>
    public required DataImage Image { get; init; }

    /// <summary>As asked; null for an image alone.</summary>
    public string? Question { get; init; }

    /// <summary>As the file lists them, repeats and empty ones included; none in an unlabeled split.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>Where the question comes from or what it is about (human, augmented, coco-text …); null when the file doesn't say.</summary>
    public string? Slice { get; init; }

    /// <summary>The kind of question; null when the file doesn't say.</summary>
    public string? Kind { get; init; }

    /// <summary>Why the row can't be used; null when it can.</summary>
    public RowProblem? Problem { get; init; }
}
