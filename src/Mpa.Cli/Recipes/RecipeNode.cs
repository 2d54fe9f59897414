namespace Mpa.Cli.Recipes;

/// <summary>
/// A value of a recipe and where it stands, so that an error can point at it. Exactly one of the three contents is set.
/// </summary>
/// <param name="Where">"recipes/my.yaml:6", or the <c>--set</c> that gave the value.</param>
/// <param name="Folder">Full path of the folder that relative paths start from.</param>
internal sealed record RecipeNode(string Where, string Folder)
{
    /// <summary>A single value.</summary>
    public string? Text { get; init; }

    /// <summary>True when the single value stands in quotes, and so is text and nothing else.</summary>
    public bool Quoted { get; init; }

    /// <summary>A map, in the order of the file, keys unique.</summary>
    public IReadOnlyList<RecipeEntry>? Entries { get; init; }

    /// <summary>A list.</summary>
    public IReadOnlyList<RecipeNode>? Items { get; init; }

    /// <summary>True for nothing after the colon, "null" and "~".</summary>
    public bool IsNull => Text is "" or "null" or "~" && !Quoted;

    /// <summary>What stands there, in the words of an error message.</summary>
    public string Found => this switch
    {
        { Entries: not null } => "a map",
        { Items: not null } => "a list",
        { IsNull: true } => "nothing",
        { Quoted: true } => $"the text \"{Text}\"",
        _ => $"\"{Text}\"",
    };
}

/// <summary>One key of a map.</summary>
/// <param name="Key">As written.</param>
/// <param name="Where">Where the key stands.</param>
/// <param name="Value">What follows the colon.</param>
internal sealed record RecipeEntry(string Key, string Where, RecipeNode Value);
