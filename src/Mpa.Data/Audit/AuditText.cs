using System.Globalization;
using System.Text;

namespace Mpa.Data.Audit;

/// <summary>An audit as people read it: one line a subject, the first example of each problem below it.</summary>
public static class AuditText
{
    /// <summary>The text, each line ended by a line feed.</summary>
    /// <param name="audit">What was counted.</param>
    public static string Of(DataAudit audit)
    {
        StringBuilder text = new();
        Line(text, "data", $"{audit.Data.Path} ({audit.Data.Title})");
        audit.Data.Notes.ToList().ForEach(note => Line(text, "note", note));
        Line(text, "rows", $"{Count(audit.Rows)} read · {Count(audit.Rows - audit.Problems.Total)} usable");
        Examples(text, audit.Problems);
        Images(text, audit);
        Line(text, "published", audit.Published);
        Line(text, "ids", $"{Count(audit.RepeatedIds.Total)} repeated");
        Examples(text, audit.RepeatedIds);
        if (audit.Questions > 0)
        {
            Questions(text, audit);
        }

        if (audit.Shared is { } shared)
        {
            Shared(text, shared);
        }

        return text.ToString();
    }

    private static void Images(StringBuilder text, DataAudit audit)
    {
        Line(text, "images",
            $"{Count(audit.Images)} named · {Count(audit.GoodImages)} good · {Count(audit.BadImages.Total)} bad · "
                + $"{Count(audit.RepeatedImages.Total)} with the bytes of another");
        Examples(text, audit.BadImages);
        Examples(text, audit.RepeatedImages);
        Examples(text, audit.NotedImages);
        if (audit is { Images: > 0, GoodImages: 0 })
        {
            Line(text, "", $"none is usable below {audit.Data.ImageRoot} (--images names another folder)");
        }
    }

    private static void Questions(StringBuilder text, DataAudit audit)
    {
        AnswerCounts answers = audit.Answers;
        Line(text, "questions",
            $"{Count(audit.DistinctQuestions)} distinct ({Percent(audit.DistinctQuestions, audit.Questions)}) · "
                + $"{Count(audit.RepeatedQuestions.Total)} asked again of the same image");
        Examples(text, audit.RepeatedQuestions);
        IEnumerable<string> listed = answers.ByCount.Select(pair => $"{pair.Key} ({Count(pair.Value)} rows)");
        Line(text, "answers", $"listed per question: {string.Join(", ", listed)}");
        if (answers.Labeled > 0)
        {
            (string most, long count) = answers.MostFrequent;
            Line(text, "",
                $"{Count(answers.Distinct)} distinct · most frequent \"{most}\" ({Count(count)}) · "
                    + $"{Count(answers.Empty.Total)} empty · {Count(answers.PlaceholderAnswers.Total)} placeholders");
            Examples(text, answers.Empty);
            Examples(text, answers.PlaceholderAnswers);
            Words(text, answers);
        }
    }

    private static void Words(StringBuilder text, AnswerCounts answers)
    {
        int[] limits = [1, 2, 3, 5, 10];
        IEnumerable<string> longer = limits.Select(words => $"> {words}: {Share(answers.LongerThan(words))}");
        Line(text, "answer words", $"1: {Share(answers.OfWords(1))} · {string.Join(" · ", longer)}");
        Line(text, "",
            string.Create(CultureInfo.InvariantCulture, $"mean {answers.MeanWords:0.00} · longest {answers.Longest}"));

        string Share(long rows) => $"{Count(rows)} ({Percent(rows, answers.Labeled)})";
    }

    private static void Shared(StringBuilder text, SharedImages shared)
    {
        string how = shared.ByContent ? "by content" : "by file name, since images are missing";
        Line(text, "shared",
            $"{Count(shared.Count)} of {Count(shared.Compared)} images are in {shared.Other} too ({how})");
        if (shared.Count > 0)
        {
            Line(text, "", $"  {string.Join(", ", shared.First)}{(shared.Count > shared.First.Count ? " …" : "")}");
        }
    }

    private static void Examples(StringBuilder text, Tally tally)
    {
        foreach ((string name, (long count, string first)) in tally.Counts)
        {
            Line(text, "", $"  {Count(count)} × {name}, first {first}");
        }
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append($"{name,-14} {value}".TrimEnd()).Append('\n');

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(long part, long whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %");
}
