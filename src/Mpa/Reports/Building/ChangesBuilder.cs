using Mpa.Evaluation;

namespace Mpa.Reports.Building;

/// <summary>Picks test questions whose answer leveling changed for worse or better.</summary>
internal static class ChangesBuilder
{
    private const int Shown = 12;

    /// <summary>Up to twelve forgotten and twelve learned questions, spread over chart and question kinds; the forgotten first.</summary>
    public static IReadOnlyList<ChangedAnswer> Build(RunRows rows)
    {
        ChangedAnswer[] changes = [.. Changes(rows)];
        return [.. Pick(changes, learned: false), .. Pick(changes, learned: true)];
    }

    private static IReadOnlyList<ChangedAnswer> Pick(ChangedAnswer[] changes, bool learned) =>
        Sampler.Balanced(changes.Where(change => change.Learned == learned), change => $"{change.Slice}\n{change.Kind}", Shown);

    private static IEnumerable<ChangedAnswer> Changes(RunRows rows)
    {
        foreach ((Score before, Score after) in ScoreSet.Of(rows, rows.Questions.ContainsKey).Paired)
        {
            if (ScoreSet.IsRight(before) != ScoreSet.IsRight(after))
            {
                TestQuestion asked = rows.Questions[before.QuestionId];
                string? teacher = rows.Teacher.GetValueOrDefault(asked.Id)?.Text;
                yield return new ChangedAnswer(
                    asked.Id, asked.Image, asked.Slice, asked.Kind, asked.Question, asked.Answers, Said(before), Said(after), teacher, ScoreSet.IsRight(after));
            }
        }
    }

    private static string Said(Score score) => score.Error is null ? score.Text : $"(no answer: {score.Error})";
}
