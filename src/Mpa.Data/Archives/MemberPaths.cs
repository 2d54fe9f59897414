using System.Text;
using Mpa.Images;

namespace Mpa.Data.Archives;

/// <summary>Decides under which path each member of an archive is unpacked, and which are not.</summary>
internal sealed class MemberPaths
{
    private const int LongestName = 255; // bytes, on the file systems of Linux
    private readonly HashSet<string> _taken = [];
    private readonly HashSet<string> _folders = [];

    /// <summary>Members that are not unpacked, with their causes.</summary>
    public List<ImageFailure> Refused { get; } = [];

    /// <summary>
    /// The path to write to, with this system's separators; null for a folder, a hidden file, and what is refused.
    /// </summary>
    public string? Accept(ArchiveMember member)
    {
        string[] parts = member.Name.Split('/');
        if (member.Refusal is { } refusal)
        {
            return Refuse(member, $"archive member: {refusal}", $"{member.Name} is no plain file and is not unpacked.");
        }

        if (member.Name.AsSpan().ContainsAny('\\', '\0', ':') || Path.IsPathRooted(member.Name) || parts.Contains(".."))
        {
            return Refuse(
                member, "archive member: outside", $"{member.Name} leads outside the archive and is not unpacked.");
        }

        string[] names = [.. parts.Where(part => part is not ("" or "."))];
        if (member.IsFolder || names.Length == 0 || names.Any(name => name.StartsWith('.') || name == "__MACOSX"))
        {
            return null;
        }

        if (names.Any(name => Encoding.UTF8.GetByteCount(name) > LongestName))
        {
            return Refuse(
                member,
                "archive member: name too long",
                $"a name of {member.Name.Length} letters can't be a file's, and the member is not unpacked.");
        }

        return Take(names)
            ?? Refuse(
                member, "archive member: repeated", $"{member.Name} stands in the archive twice; the first is taken.");
    }

    // A name can't be a file and a folder both.
    private string? Take(string[] names)
    {
        string path = Path.Combine(names);
        string[] folders = [.. Enumerable.Range(1, names.Length - 1).Select(count => Path.Combine(names[..count]))];
        if (folders.Any(_taken.Contains) || _folders.Contains(path) || !_taken.Add(path))
        {
            return null;
        }

        _folders.UnionWith(folders);
        return path;
    }

    private string? Refuse(ArchiveMember member, string cause, string message)
    {
        Refused.Add(new ImageFailure(member.Name, cause, message));
        return null;
    }
}
