namespace Mpa.Hub;

/// <summary>The two checksums of the hub.</summary>
public enum ContentHashKind
{
    /// <summary>SHA-256 of the bytes: large files (Git LFS).</summary>
    Sha256,

    /// <summary>SHA-1 of "blob", the size and the bytes: files in git itself (git-scm.com/book, "Git Objects").</summary>
    GitSha1,
}
