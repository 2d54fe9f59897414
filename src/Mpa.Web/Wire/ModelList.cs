namespace Mpa.Web.Wire;

/// <summary>The names that are served.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelCard> Data);
