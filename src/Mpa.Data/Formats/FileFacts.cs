namespace Mpa.Data.Formats;

/// <summary>What a format needs to know beside the row.</summary>
internal sealed record FileFacts
{
    /// <summary>The texts beside the list (<see cref="Json.JsonHeader"/>).</summary>
    public IReadOnlyDictionary<string, string> Header { get; init; } = new Dictionary<string, string>();

    /// <summary>VQA v2's answers and kinds by question id; null where rows hold their own.</summary>
    public VqaAnnotations? Annotations { get; init; }

    /// <summary>"train2014" or "val2014" where the header says so.</summary>
    public string? CocoSubset => Header.GetValueOrDefault("data_subtype");
}
