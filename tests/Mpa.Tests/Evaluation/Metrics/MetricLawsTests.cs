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
        string[] reversed = [.. accepted.Reverse()];
        double Difference(AnswerMetric metric) =>
            metric.Score(prediction ?? "", accepted) - metric.Score(prediction ?? "", reversed);
        return Ordered.All(metric => Math.Abs(Difference(metric)) < 1e-12);
    }

    [Property(MaxTest = 500)]
    public bool Of_two_single_answers_either_may_be_the_prediction(string? one, string? other) =>
        Symmetric.All(metric => metric.Score(one ?? "", [other ?? ""]) == metric.Score(other ?? "", [one ?? ""]));

    [Property(MaxTest = 300)]
    public bool A_further_accepted_answer_never_takes_a_best_of_answers_score_down(
        string? prediction, string? answer, string? further)
    {
        string said = prediction ?? "", accepted = answer ?? "";
        return Best.All(metric => metric.Score(said, [accepted, further ?? ""]) >= metric.Score(said, [accepted]));
    }

    [Property(MaxTest = 300)]
    public bool Case_makes_no_difference_to_ASCII_letters(byte[] letters)
    {
        string text = string.Concat(letters.Select(letter => (char)(' ' + (letter % 95))));
        string upper = text.ToUpperInvariant();
        return Plain.All(metric => metric.Score(upper, [text]) == metric.Score(text, [text]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_question_without_answers_is_an_error(string name)
    {
        MpaException error = Assert.Throws<MpaException>(() => AnswerMetrics.Named(name).Score("red", []));

        Assert.Contains("no accepted answer", error.Message, StringComparison.Ordinal);
    }

    // The keys of a map are names, which are told apart by case.
    private static IEnumerable<AnswerMetric> Plain => AnswerMetrics.All.Where(metric => !metric.OfParts);

    // Containment takes the commonest answer, the first of equals.
    private static IEnumerable<AnswerMetric> Ordered => AnswerMetrics.All.Where(metric => metric.Name != "contains");

    // A relaxed number may be off by a share of the accepted one; containment asks for one inside the other.
    private static IEnumerable<AnswerMetric> Symmetric =>
        AnswerMetrics.All.Where(metric => metric.Name is not ("relaxed" or "contains"));

    private static IEnumerable<AnswerMetric> Best =>
        AnswerMetrics.All.Where(metric => metric.Name is not ("vqa" or "contains"));

    // Public relaxed accuracy compares NaN and infinities as numbers, which never are within 5 % of themselves.
    private static bool IsNoNumber(string? text) =>
        text?.Trim().TrimStart('+', '-').ToUpperInvariant() is "NAN" or "INF" or "INFINITY" or "NAN%" or "INF%";
}
