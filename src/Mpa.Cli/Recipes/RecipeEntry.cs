namespace Mpa.Cli.Recipes;

/// <summary>One key of a map.</summary>
/// <param name="Key">As written.</param>
/// <param name="Where">Where the key stands.</param>
/// <param name="Value">What follows the colon.</param>
internal sealed record RecipeEntry(string Key, string Where, RecipeNode Value);
