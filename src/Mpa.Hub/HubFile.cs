namespace Mpa.Hub;

/// <summary>One file of a model as the hub lists it.</summary>
/// <param name="Name">A plain file name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">What its bytes must give.</param>
public sealed record HubFile(string Name, long Size, ContentHash Hash);
