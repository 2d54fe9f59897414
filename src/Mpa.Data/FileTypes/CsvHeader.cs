using System.Text;
using Mpa.Data.Formats;

namespace Mpa.Data.FileTypes;

/// <summary>
/// The first line of a table in a text file: the names of its columns, and what stands between cells (a comma; a
/// semicolon, as spreadsheets write it where the comma is the decimal sign; a tab).
/// </summary>
/// <param name="Delimiter">Between two cells.</param>
/// <param name="Names">Different from each other, but for upper and lower case; none is empty.</param>
internal sealed record CsvHeader(char Delimiter, IReadOnlyList<string> Names)
{
    private static readonly char[] Delimiters = [',', ';', '\t'];

    /// <summary>Whether the file's name says that it is a table.</summary>
    public static bool IsNamed(string file)
    {
        string name = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return Path.GetExtension(name).ToLowerInvariant() is ".csv" or ".tsv";
    }

    /// <summary>The header of a file; null when its first line names neither an image nor a question.</summary>
    public static CsvHeader? Of(string file)
    {
        string line = Encoding.UTF8.GetString(PackedFile.Lines(file).FirstOrDefault().Bytes.Span).TrimEnd('\r');
        int least = IsNamed(file) ? 1 : 2;
        return Delimiters
            .Select(delimiter => new CsvHeader(delimiter, Split(line, delimiter)))
            .Where(header => header.Names.Count >= least && header.IsKnown() && header.IsDistinct())
            .MaxBy(header => header.Names.Count);
    }

    private bool IsKnown() => Names.Any(name =>
        PlainRows.Images.Contains(name, StringComparer.OrdinalIgnoreCase)
        || PlainRows.Questions.Contains(name, StringComparer.OrdinalIgnoreCase));

    private bool IsDistinct() => Names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == Names.Count;

    private static List<string> Split(string line, char delimiter)
    {
        List<string> names = [];
        bool quoted = false;
        int start = 0;
        for (int at = 0; at <= line.Length; at++)
        {
            quoted ^= at < line.Length && line[at] == '"';
            if (at == line.Length || (line[at] == delimiter && !quoted))
            {
                string name = line[start..at].Trim().Trim('"').Trim();
                names.Add(name.Length > 0 ? name : $"column {names.Count + 1}"); // pandas leaves its index unnamed
                start = at + 1;
            }
        }

        return names;
    }
}
