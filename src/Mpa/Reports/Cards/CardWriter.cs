using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Reports.Cards;

/// <summary>Writes the cards of a run: README.md of the run folder and of the leveled student.</summary>
internal static class CardWriter
{
    /// <summary>Writes the cards of what there is. A README.md that isn't ours stays.</summary>
    /// <returns>Notes on cards that could not be written.</returns>
    public static IReadOnlyList<string> Write(RunFolder folder, RunReport report)
    {
        (string Path, string? Text)[] cards =
        [
            (folder.DataCard, report.Table2x2 is null ? null : DataCard.Write(report)),
            (folder.ModelCard, Directory.Exists(folder.Leveled) ? ModelCard.Write(report) : null),
        ];
        List<string> notes = [];
        foreach ((string path, string? text) in cards)
        {
            if (IsForeign(path))
            {
                notes.Add($"{path} was not written by mpa, so there is no card in its place.");
            }
            else if (text is not null)
            {
                AtomicFile.Write(path, text);
            }
            else if (File.Exists(path))
            {
                File.Delete(path); // of an earlier state of the run
            }
        }

        return notes;
    }

    private static bool IsForeign(string path) => File.Exists(path) && !File.ReadAllText(path).Contains(CardText.Marker.Trim(), StringComparison.Ordinal);
}
