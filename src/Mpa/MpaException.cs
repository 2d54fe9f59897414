namespace Mpa;

/// <summary>
/// Something the user can mend: a wrong path, a damaged file, a value out of range. The message names the value and the
/// next step, and is shown without a stack trace.
/// </summary>
public class MpaException : Exception
{
    /// <summary>Creates the error from its message.</summary>
    public MpaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error from its message and what caused it.</summary>
    public MpaException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
