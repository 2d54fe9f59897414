namespace Mpa.Torch.Tokenizers;

/// <summary>How a model family writes a chat: what <see cref="ChatEncoder"/> follows.</summary>
internal sealed record ChatFormat
{
    /// <summary>What a model of the family is called in messages: "a Qwen2-VL model".</summary>
    public required string Model { get; init; }

    /// <summary>Stands once at the start of a prompt.</summary>
    public string Begin { get; init; } = "";

    /// <summary>The text of the system turn that a chat without one gets; null gives none.</summary>
    public string? SystemText { get; init; }

    /// <summary>What stands around a system turn.</summary>
    public required TurnMarks System { get; init; }

    /// <summary>What stands around a question.</summary>
    public required TurnMarks User { get; init; }

    /// <summary>What stands around an answer; its opening is also that of an answer to be written.</summary>
    public required TurnMarks Assistant { get; init; }

    /// <summary>
    /// Stands after the last answer of a finished chat in place of what else would; null where answers all end alike.
    /// </summary>
    public string? LastClose { get; init; }

    /// <summary>The token that ends an answer.</summary>
    public required string EndToken { get; init; }

    /// <summary>The token at whose places image features go.</summary>
    public required string ImageToken { get; init; }

    /// <summary>
    /// The id at the places of image features where the vocabulary has no token for them: what stands before and after
    /// an image is then tokenized apart, each as a text of its own. Null where <see cref="ImageToken"/> is one.
    /// </summary>
    public int? ImageId { get; init; }

    /// <summary>Further tokens that the vocabulary must have.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>Every token that the vocabulary must have.</summary>
    public IReadOnlyList<string> AllMarks =>
        [.. ImageId is null ? new[] { ImageToken } : [], EndToken, .. Marks];

    /// <summary>What an image becomes, by its grid and the number of features of a tile.</summary>
    public required Func<ImageGrid, int, string> Expand { get; init; }

    /// <summary>An image as the family's chat template marks it.</summary>
    public required string TemplateImage { get; init; }

    /// <summary>Images are moved before the texts of their turn.</summary>
    public bool ImagesFirst { get; init; }

    /// <summary>White space around a question with images is left out.</summary>
    public bool TrimsQuestions { get; init; }

    /// <summary>Stands after each image before the first text of a turn.</summary>
    public string AfterImage { get; init; } = "";

    /// <summary>Stands after each text that isn't an answer's.</summary>
    public string AfterText { get; init; } = "";

    /// <summary>Positions [axes][tokens] of ids, by the image token and the grids; null counts 0, 1, 2 …</summary>
    public Func<IReadOnlyList<int>, int, IReadOnlyList<ImageGrid>, int[][]>? Positions { get; init; }
}

/// <summary>What a family writes around a turn.</summary>
/// <param name="Open">Before it.</param>
/// <param name="Lead">Before it if it begins with a text; learned as part of an answer.</param>
/// <param name="Close">After it; learned as part of an answer.</param>
/// <param name="After">After that.</param>
internal sealed record TurnMarks(string Open, string Lead, string Close, string After);
