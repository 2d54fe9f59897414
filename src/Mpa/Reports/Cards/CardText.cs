namespace Mpa.Reports.Cards;

/// <summary>What both cards share.</summary>
internal static class CardText
{
    /// <summary>By this a card is known as one of ours, which may be written anew.</summary>
    public const string Marker = "<!-- written by mpa; mpa report writes it anew -->\n\n";

    /// <summary>Models, version, seed and the files' hashes.</summary>
    public static string Provenance(RunReport report)
    {
        Provenance made = report.Provenance;
        return MarkdownTable.Write(
            ["", "Value"],
            [
                ["mpa", made.Version],
                ["task", made.Task],
                ["seed", $"{made.Seed}"],
                ["teacher", made.Teacher],
                ["student", made.Student],
                .. made.Models.Select(model => new[] { $"{model.Key} fingerprint", model.Value }),
                .. report.Sources.Select(source => new[] { source.Name, $"{Figures.Count(source.Lines)} lines, SHA-256 {source.Sha256}" }),
            ]);
    }
}
