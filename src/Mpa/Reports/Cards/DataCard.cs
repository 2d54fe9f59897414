using System.Text;
using Mpa.Reports.Quality;

namespace Mpa.Reports.Cards;

/// <summary>
/// README.md of a run folder: the data card of the parity set, which lies beside it as 3-parity.jsonl.
/// </summary>
internal static class DataCard
{
    private const string Caution =
        "**No answer here was checked by a person.** A kept answer is one that the teacher repeats, which isn't the "
        + "same as a right one. The images are not part of the set and keep their own terms, as does what the "
        + "teacher's license says of its outputs.\n\n";

    private static readonly (string Name, string Meaning)[] Columns =
    [
        ("id", "of the pair; 1-annotations.jsonl has the teacher's reply behind it"),
        ("imageId", "of the image; 0-images.jsonl has its path, size and SHA-256"),
        ("question, answer", "as the teacher wrote them, from the image alone"),
        ("teacherAnswer, teacherScore", "what the teacher says when asked the question, and how well it matches"),
        ("studentAnswer, studentScore", "the same of the student before leveling"),
        (
            "verdict",
            "kept: the parity set. The other verdicts were not trained on, unless the recipe replays knownToBoth"),
    ];

    public static string Write(RunReport report, ParityTable table)
    {
        Provenance made = report.Provenance;
        string models = $"{Escape(made.Teacher)} → {Escape(made.Student)}";
        StringBuilder card = new();
        card.Append(Head(made, table)).Append(CardText.Marker);
        card.Append($"# Parity set: {models}, task {Escape(made.Task)}\n\n");
        card.Append($"Pseudo-labeled questions about {Figures.Count(report.Quality?.Images ?? 0)} unlabeled images, ");
        card.Append($"made by mpa {Escape(made.Version)} with the Model Parity Aligner. ");
        card.Append("`3-parity.jsonl` holds every judged pair; the parity set is the ");
        card.Append($"{Figures.Count(table.Kept)} rows whose `verdict` is `kept`: ");
        card.Append("the teacher repeats its answer and the student misses it.\n\n");
        card.Append(Caution);
        card.Append(CardText.Shared(report) is { Length: > 0 } shared ? $"{shared.Trim()}\n\n" : "");
        card.Append("## Columns\n\n").Append(MarkdownTable.Write(
            ["Column", "Meaning"],
            Columns.Select(column => new[] { column.Name, column.Meaning })));
        card.Append("## Verdicts\n\n").Append(Verdicts(table));
        card.Append("## What the pairs are like\n\nAll readable pairs, before the parity rule.\n\n");
        card.Append(MarkdownQuality.Write(report.Quality));
        card.Append("## Where it comes from\n\n").Append(CardText.Provenance(report));
        return card.ToString();
    }

    private static FrontMatter Head(Provenance made, ParityTable table) => new FrontMatter()
        .Add("license", "other")
        .Add("pretty_name", $"mpa parity set, {made.Task}")
        .Add("task_categories", ["visual-question-answering"])
        .Add("size_categories", [Size(table.Decided + table.Unanswered)])
        .Add("tags", ["mpa", "model-parity-alignment", "synthetic", "pseudo-labels"])
        .Line("configs:")
        .Line("- config_name: default")
        .Line("  data_files: \"3-parity.jsonl\"");

    private static string Verdicts(ParityTable table) => MarkdownTable.Write(
        ["Verdict", "Pairs:", "Share:"],
        table.Verdicts().Select(verdict => new[]
        {
            Wording.Of(verdict),
            Figures.Count(table.Count(verdict)),
            Figures.Share(table.Count(verdict), table.Decided + table.Unanswered),
        }));

    // The hub's own steps.
    private static string Size(int rows) => rows switch
    {
        < 1_000 => "n<1K",
        < 10_000 => "1K<n<10K",
        < 100_000 => "10K<n<100K",
        < 1_000_000 => "100K<n<1M",
        _ => "1M<n<10M",
    };

    private static string Escape(string text) => MarkdownText.Escape(text);
}
