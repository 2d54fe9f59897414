using System.Text.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>One layout of a data set's rows.</summary>
/// <param name="Name">As <c>--format</c> takes it.</param>
/// <param name="Title">For people.</param>
/// <param name="Fields">What each row must have, for messages.</param>
/// <param name="Fits">Whether a row, and the list it stands in ("" for none), are of this layout.</param>
/// <param name="Read">Makes rows of one; throws a RowException for one that isn't what the layout promises.</param>
/// <param name="Lists">Names of the list that holds the rows; empty for a file that is a list.</param>
internal sealed record DataFormat(
    string Name,
    string Title,
    string Fields,
    Func<JsonElement, string, bool> Fits,
    Func<RawRow, FileFacts, IEnumerable<DataRow>> Read,
    params IReadOnlyList<string> Lists)
{
    /// <summary>The rows of one, or one row that carries the problem.</summary>
    public IReadOnlyList<DataRow> Rows(RawRow raw, FileFacts facts)
    {
        try
        {
            return raw.Problem is { } problem ? [Broken(raw, problem)] : [.. Read(raw, facts)];
        }
        catch (RowException error)
        {
            return [Broken(raw, error.Problem)];
        }
    }

    private static DataRow Broken(RawRow raw, RowProblem problem) =>
        new() { Place = raw.Place, Id = raw.NumberedId, Image = DataImage.None, Problem = problem };
}
