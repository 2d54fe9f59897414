namespace Mpa.Imaging;

/// <summary>An image file that can't be used. The message names the file; <see cref="Cause"/> can be counted.</summary>
public sealed class ImageException : MpaException
{
    /// <summary>Cause: the file has no bytes.</summary>
    public const string Empty = "empty";

    /// <summary>Cause: the file ends before the image does.</summary>
    public const string Truncated = "truncated";

    /// <summary>Cause: the file is longer than allowed.</summary>
    public const string TooManyBytes = "too many bytes";

    /// <summary>Cause: the header tells of more pixels than allowed.</summary>
    public const string TooManyPixels = "too many pixels";

    /// <summary>Cause: the first bytes are of no known image format.</summary>
    public const string NotAnImage = "not an image";

    /// <summary>Cause: a page of a document holds no picture that can be taken out.</summary>
    public const string Drawn = "not a scan";

    /// <summary>Cause: the contents contradict the format.</summary>
    public const string Damaged = "damaged";

    /// <summary>Cause: the file is missing or the system refuses to read it.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Cause: the file is no longer the one that a run has seen.</summary>
    public const string Changed = "changed";

    /// <summary>Creates the error.</summary>
    /// <param name="name">Path or name of the file.</param>
    /// <param name="cause">One of the constants of this class.</param>
    /// <param name="detail">What was found, without the file's name and without a full stop.</param>
    /// <param name="inner">What the system reported, if anything.</param>
    public ImageException(string name, string cause, string detail, Exception? inner = null)
        : base($"{name}: {detail}.", inner!)
    {
        Cause = cause;
    }

    private ImageException(string message, string cause)
        : base(message)
    {
        Cause = cause;
    }

    /// <summary>Short and countable, such as "truncated" or "too many pixels".</summary>
    public string Cause { get; }

    internal static ImageException OfChanged(string path) =>
        new($"{path} has changed since the run looked at it; run again", Changed);
}
