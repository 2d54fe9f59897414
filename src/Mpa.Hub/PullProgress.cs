namespace Mpa.Hub;

/// <summary>How far a pull is.</summary>
/// <param name="Done">Bytes that are here.</param>
/// <param name="Total">Bytes of all files.</param>
/// <param name="Received">Bytes that came over the network in this session: the rest was here before.</param>
/// <param name="Finished">The file that was just completed and checked; null for other news.</param>
/// <param name="Note">Something the person should know, such as a wait that the server asked for; null for none.</param>
public sealed record PullProgress(long Done, long Total, long Received, HubFile? Finished = null, string? Note = null);
