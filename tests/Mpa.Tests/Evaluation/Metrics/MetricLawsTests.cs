using FsCheck.Xunit;
using Mpa.Evaluation.Metrics;

namespace Mpa.Tests.Evaluation.Metrics;

public sealed class MetricLawsTests
{
    public static TheoryData<string> Names() => [.. AnswerMetrics.All.Select(metric => metric.Name)];

    [Property(MaxTest = 500)]
    public bool Every_score_lies_between_0_and_1(string? prediction, string?[] answers)
    {
        string[] accepted = [.. answers.Append("x").Select(answer => answer ?? "")];
        return AnswerMetrics.All.All(metric => metric.Score(prediction ?? "", accepted) is >= 0 and <= 1);
    }

    [Property(MaxTest = 500)]
    public bool A_perfect_answer_scores_1(string? answer, byte count)
    {
        string[] accepted = [.. Enumerable.Repeat(answer ?? "", 1 + (count % 12))];
        return IsNoNumber(answer) || AnswerMetrics.All.All(metric => metric.Score(accepted[0], accepted) == 1);
    }

    [Property(MaxTest = 500)]
    public bool The_order_of_answers_does_not_matter(string? prediction, string?[] answers)
    {
        string[] accepted = [.. answers.Append(prediction).Select(answer => answer ?? "")];
        string[] turned = [.. accepted.Reverse()];
        return AnswerMetrics.All.All(metric => Math.Abs(metric.Score(prediction ?? "", accepted) - metric.Score(prediction ?? "", turned)) < 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_question_without_answers_is_an_error(string name)
    {
        MpaException error = Assert.Throws<MpaException>(() => AnswerMetrics.Named(name).Score("red", []));

        Assert.Contains("no accepted answer", error.Message, StringComparison.Ordinal);
    }

    // Public relaxed accuracy compares NaN and infinities as numbers, which never are within 5 % of themselves.
    private static bool IsNoNumber(string? text) =>
        text?.Trim().TrimStart('+', '-').ToUpperInvariant() is "NAN" or "INF" or "INFINITY" or "NAN%" or "INF%";
}
