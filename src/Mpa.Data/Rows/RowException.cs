namespace Mpa.Data.Rows;

/// <summary>Thrown by a format's reader for a row that isn't what the format promises; the row is then counted, not lost.</summary>
internal sealed class RowException(string cause, string message) : Exception(message)
{
    public RowProblem Problem { get; } = new(cause, message);
}
