namespace Mpa.Models;

/// <summary>Room on disk where a model of this machine keeps what its vision tower saw, so that it looks at an image once in all stages and after a stop.</summary>
/// <param name="Folder">Full path; made when needed. What lies in it can be made again.</param>
/// <param name="Bytes">Kept at most.</param>
public sealed record FeatureRoom(string Folder, long Bytes);
