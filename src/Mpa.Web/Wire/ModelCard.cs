namespace Mpa.Web.Wire;

/// <summary>A name that is served.</summary>
/// <param name="Id">The name.</param>
/// <param name="Object">"model".</param>
/// <param name="Created">When the server began, in Unix seconds.</param>
/// <param name="OwnedBy">"mpa".</param>
internal sealed record ModelCard(string Id, string Object, long Created, string OwnedBy);
