using System.Text;
using System.Text.RegularExpressions;
using Mpa.Images;

namespace Mpa.Data.Archives;

/// <summary>Decides under which path each member of an archive is unpacked, and which are not.</summary>
internal sealed partial class MemberPaths
{
    private const int LongestName = 255; // bytes, on the file systems of Linux
    private static readonly string Forbidden = OperatingSystem.IsWindows() ? "\0:*?\"<>|" : "\0";
    private readonly HashSet<string> _taken = [];
    private readonly HashSet<string> _folders = [];

    /// <summary>Members that are not unpacked, with their causes.</summary>
    public List<ImageFailure> Refused { get; } = [];

    /// <summary>
    /// The path to write to, with this system's separators; null for a folder, a hidden file, and what is refused.
    /// </summary>
    public string? Accept(ArchiveMember member)
    {
        // An archive made on Windows may part its folders so; unzip reads it likewise.
        string local = member.Name.Replace('\\', '/');
        string[] parts = local.Split('/');
        if (member.Refusal is { } refusal)
        {
            return Refuse(member, $"archive member: {refusal}", $"{member.Name} is no plain file and is not unpacked.");
        }

        if (Path.IsPathRooted(local) || Drive().IsMatch(local) || parts.Contains(".."))
        {
            return Refuse(
                member, "archive member: outside", $"{member.Name} leads outside the archive and is not unpacked.");
        }

        if (local.AsSpan().ContainsAny(Forbidden))
        {
            return Refuse(
                member,
                "archive member: name not allowed",
                $"{member.Name.Replace('\0', '?')} can't be the name of a file here and is not unpacked.");
        }

        string[] names = [.. parts.Where(part => part is not ("" or "."))];
        bool folder = member.IsFolder || local.EndsWith('/') || names.Length == 0;
        if (folder || names.Any(name => name.StartsWith('.') || name == "__MACOSX"))
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

    [GeneratedRegex("^[A-Za-z]:/")]
    private static partial Regex Drive();

    private string? Refuse(ArchiveMember member, string cause, string message)
    {
        Refused.Add(new ImageFailure(member.Name, cause, message));
        return null;
    }
}
