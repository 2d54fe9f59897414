namespace Mpa.Torch.Checkpoints;

/// <summary>
/// The few lines of text that stand in the place of a large file where a repository was cloned without Git LFS
/// (github.com/git-lfs/git-lfs, docs/spec.md).
/// </summary>
internal static class LfsPointer
{
    private static ReadOnlySpan<byte> Start => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Fails if the file's content is a pointer.</summary>
    /// <param name="path">For the message.</param>
    /// <param name="content">The file, or its first 64 bytes and more.</param>
    /// <exception cref="MpaException">It is one.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Start))
        {
            throw new MpaException(
                $"{path}: this is a Git LFS pointer, not the file itself. Run git lfs pull in its repository, "
                + "or get the model with mpa pull owner/name.");
        }
    }
}
