using System.Globalization;
using System.Text;
using Mpa.Statistics;

namespace Mpa.Reports.Cards;

/// <summary>README.md of the leveled student.</summary>
internal static class ModelCard
{
    /// <summary>The whole file.</summary>
    public static string Write(RunReport report)
    {
        Provenance made = report.Provenance;
        StringBuilder card = new();
        card.Append(Head(report)).Append(CardText.Marker);
        card.Append($"# {Escape(made.Student)}, leveled towards {Escape(made.Teacher)}\n\n{Escape(report.Headline)}\n\n");
        card.Append("Made with the Model Parity Aligner: the teacher wrote questions and answers about unlabeled images; the pairs that it repeats and the student missed became the training set. No human label was used in training.\n\n");
        card.Append("## Scores\n\n").Append(Scores(report));
        card.Append("## Training\n\n").Append(Training(report));
        card.Append("## Use\n\n```sh\nmpa ask 4-leveled IMAGE \"question\"\n```\n\nThe folder has the layout of the student's own release, so whatever loads the student loads it. It was trained on questions followed by the task's instruction for short answers; expect less elsewhere.\n\n");
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
        (string Who, Interval? Score)[] rows = [("student before", report.Scores.Before), ("this model", report.Scores.After), ("teacher", report.Scores.Teacher)];
        string table = rows.All(row => row.Score is null) ? "Not measured on a labeled test.\n\n" : MarkdownTable.Write(
            [$"Metric {report.Scores.Metric} (version {report.Scores.Version})", "Score:", "95 % interval:", "Questions:"],
            rows.Where(row => row.Score is not null).Select(row => new[] { row.Who, Figures.Percent(row.Score!), Figures.PercentSpan(row.Score!), Figures.Count(row.Score!.Count) }));
        string[] told = [.. new[] { Measures.Finest(report), Measures.Regressions(report) }.OfType<string>()];
        return table + string.Concat(told.Select(sentence => Escape(sentence) + "\n\n"));
    }

    private static string Training(RunReport report)
    {
        string pairs = report.Table2x2 is { } table ? $"{Figures.Count(table.Kept)} kept pairs of {Figures.Count(table.Judged)} judged. " : "";
        string steps = report.Training is { } training
            ? $"{Figures.Count(training.Steps)} steps, {Figures.Count(training.Tokens)} tokens, loss {Figures.Fixed(training.FirstLoss, 2)} → {Figures.Fixed(training.LastLoss, 2)}. "
            : "";
        Leveling.LevelOptions level = report.Provenance.Recipe.Level;
        string how = level.Method == "lora" ? $"LoRA of rank {level.Rank}, merged into the weights" : "all weights";
        return string.Create(CultureInfo.InvariantCulture, $"{pairs}{steps}Trained: {how}; learning rate {level.LearningRate}, {level.Epochs} epochs.\n\n");
    }

    private static string Limits(RunReport report)
    {
        string forgotten = report.Forgetting is { } changes ? $" Of {Figures.Count(changes.RightBefore)} test questions that were right before, {Figures.Count(changes.Forgotten)} are wrong now." : "";
        return $"It learned the teacher's answers, its mistakes and habits included.{forgotten} Student, teacher and images keep their own licenses; look there before you publish it.\n\n";
    }

    private static string Escape(string text) => MarkdownText.Escape(text);
}
