namespace Mpa.Data.Archives;

/// <summary>One entry of an archive.</summary>
/// <param name="Name">As the archive writes it.</param>
/// <param name="IsFolder">Folders are made when a file needs them.</param>
/// <param name="Refusal">Why it is not a plain file ("link", "device", "encrypted"); null for a file or folder.</param>
/// <param name="Packed">What it takes in the archive, and the most that comes out; null where members are not packed one by one.</param>
/// <param name="Open">Its bytes; valid until the next member is read.</param>
internal sealed record ArchiveMember(string Name, bool IsFolder, string? Refusal, (long In, long Out)? Packed, Func<Stream> Open);
