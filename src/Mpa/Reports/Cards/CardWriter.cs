using System.Text;
using System.Text.Json;
using Mpa.Files;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Reports.Cards;

/// <summary>Writes the cards of a run: README.md of the run folder and of the leveled student.</summary>
internal static class CardWriter
{
    /// <summary>Says of each README.md that isn't ours that there is no card in its place.</summary>
    public static IReadOnlyList<string> Notes(RunFolder folder) =>
    [
        .. new[] { folder.DataCard, folder.ModelCard }
            .Where(IsForeign)
            .Select(path => $"{path} was not written by mpa, so there is no card in its place."),
    ];

    /// <summary>Writes the cards of what there is. A README.md that isn't ours stays.</summary>
    public static void Write(RunFolder folder, RunReport report)
    {
        Replace(folder.DataCard, report.Table2x2 is { } table ? DataCard.Write(report, table) : null);
        Replace(folder.ModelCard, Directory.Exists(folder.Leveled) ? StudentCard.Write(report) : null);
    }

    private static void Replace(string path, string? text)
    {
        if (IsForeign(path))
        {
            return;
        }

        if (text is not null)
        {
            AtomicFile.Write(path, text);
        }
        else if (File.Exists(path))
        {
            File.Delete(path); // of an earlier state of the run
        }
    }

    private static bool IsForeign(string path) =>
        File.Exists(path) && !File.ReadAllText(path).Contains(CardText.Marker.Trim(), StringComparison.Ordinal);
}

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
                .. report.Sources.Select(source => new[] { source.Name, Stamp(source) }),
            ]);
    }

    /// <summary>The images that the test has too, as a sentence with its space; nothing without any.</summary>
    public static string Shared(RunReport report) =>
        report.Funnel.Sum(step => step.Dropped.GetValueOrDefault(TestImages.Cause)) is > 0 and long shared
            ? Wording.SharedWithTest(shared) + " "
            : "";

    private static string Stamp(SourceFile source) => $"{Figures.Count(source.Lines)} lines, SHA-256 {source.Sha256}";
}

/// <summary>
/// The YAML at the head of a card, by which hubs list and filter (huggingface.co/docs/hub: model-cards,
/// datasets-cards). Texts are written as JSON strings, which are valid YAML whatever stands in them.
/// </summary>
internal sealed class FrontMatter
{
    private readonly StringBuilder _yaml = new("---\n");

    public FrontMatter Add(string key, string value) => Line($"{key}: {Quote(value)}");

    public FrontMatter Add(string key, IEnumerable<string> values)
    {
        Line($"{key}:");
        foreach (string value in values)
        {
            Line($"- {Quote(value)}");
        }

        return this;
    }

    /// <summary>A line as it is, for nested keys.</summary>
    public FrontMatter Line(string yaml)
    {
        _yaml.Append(yaml).Append('\n');
        return this;
    }

    public static string Quote(string text) => JsonSerializer.Serialize(text, MpaJson.Line);

    public override string ToString() => _yaml + "---\n\n";
}
