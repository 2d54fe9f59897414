using System.Globalization;
using System.Text;
using Mpa.Evaluation;
using Mpa.Leveling;

namespace Mpa.Reports.Cards;

/// <summary>README.md of the leveled student.</summary>
internal static class StudentCard
{
    private const string Method =
        "Made with the Model Parity Aligner: the teacher wrote questions and answers about unlabeled images; the pairs "
        + "that it repeats and the student missed became the training set. No human label was used in training.\n\n";

    private const string Use =
        "```sh\nmpa ask 4-leveled IMAGE \"question\"\n```\n\n"
        + "The folder has the layout of the student's own release, so whatever loads the student loads it. It was "
        + "trained on questions followed by the task's instruction for short answers; expect less elsewhere.\n\n";

    public static string Write(RunReport report)
    {
        Provenance made = report.Provenance;
        StringBuilder card = new();
        card.Append(Head(report)).Append(CardText.Marker);
        card.Append($"# {Escape(made.Student)}, leveled towards {Escape(made.Teacher)}\n\n");
        card.Append($"{Escape(report.Headline)}\n\n");
        card.Append(Method);
        card.Append("## Scores\n\n").Append(Scores(report));
        card.Append("## Training\n\n").Append(Training(report));
        card.Append("## Use\n\n").Append(Use);
        card.Append("## Limits\n\n").Append(Limits(report));
        card.Append("## Where it comes from\n\n").Append(CardText.Provenance(report));
        return card.ToString();
    }

    private static FrontMatter Head(RunReport report)
    {
        Provenance made = report.Provenance;
        FrontMatter head = new FrontMatter()
            .Add("license", "other")
            .Add("base_model", made.Student)
            .Line("base_model_relation: finetune")
            .Line("pipeline_tag: image-text-to-text")
            .Add("tags", ["mpa", "model-parity-alignment", "visual-question-answering"]);
        return report.Scores is not { After: { } after, Metric: { } metric } ? head : head
            .Line("model-index:")
            .Line($"- name: {FrontMatter.Quote($"{made.Student}, leveled")}")
            .Line("  results:")
            .Line("  - task:")
            .Line("      type: visual-question-answering")
            .Line("    dataset:")
            .Line($"      name: {FrontMatter.Quote($"{made.Task}, held-out test")}")
            .Line($"      type: {FrontMatter.Quote(made.Task)}")
            .Line("    metrics:")
            .Line($"    - type: {FrontMatter.Quote(metric)}")
            .Line($"      value: {(100 * after.Value).ToString("0.0", CultureInfo.InvariantCulture)}");
    }

    private static string Scores(RunReport report)
    {
        ReportScores scores = report.Scores;
        string Name(Examinee who) => who == Examinee.After ? "this model" : Wording.Of(who);
        string table = scores.Scored().Any()
            ? MarkdownReport.ScoreTable($"Metric {scores.Metric} (version {scores.Version})", scores, Name)
            : "Not measured on a labeled test.\n\n";
        IEnumerable<string> told = new[] { Measures.Finest(report), Measures.Regressions(report) }.OfType<string>();
        return table + string.Concat(told.Select(sentence => Escape(sentence) + "\n\n"));
    }

    private static string Training(RunReport report)
    {
        string pairs = report.Table2x2 is { } table
            ? $"{Figures.Count(table.Kept)} kept pairs of {Figures.Count(table.Decided)} judged. "
            : "";
        string steps = report.Training is { } training
            ? $"{Figures.Count(training.Steps)} steps, {Figures.Count(training.Tokens)} tokens, "
                + $"loss {Figures.Fixed(training.FirstLoss, 2)} → {Figures.Fixed(training.LastLoss, 2)}. "
            : "";
        LevelOptions level = report.Provenance.Recipe.Level;
        string how = level.Method == "lora" ? $"LoRA of rank {level.Rank}, merged into the weights" : "all weights";
        string epochs = FormattableString.Invariant($"{level.Epochs} epochs");
        return $"{pairs}{steps}Trained: {how}; {new TrainingPlan(level).RatesText()}, {epochs}.\n\n";
    }

    private static string Limits(RunReport report)
    {
        string forgotten = report.Forgetting is { } changes
            ? $" Of {Figures.Count(changes.RightBefore)} test questions that were right before, "
                + $"{Figures.Count(changes.Forgotten)} are wrong now."
            : "";
        return $"It learned the teacher's answers, its mistakes and habits included.{forgotten} "
            + CardText.Shared(report)
            + "Student, teacher and images keep their own licenses; look there before you publish it.\n\n";
    }

    private static string Escape(string text) => MarkdownText.Escape(text);
}
