using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>One model that takes one labelled test.</summary>
/// <param name="Who">Whose scores these are, as the file is named: "before", "after", "teacher", "forgetting.before", "forgetting.after".</param>
/// <param name="Role">"student", "leveled" or "teacher".</param>
/// <param name="Model">Who is asked.</param>
/// <param name="Questions">Path of the test.</param>
internal sealed record Examination(string Who, string Role, ModelReference Model, string Questions)
{
    /// <summary>Every name that scores can stand under.</summary>
    public static IReadOnlyList<string> Names { get; } = ["before", "after", "teacher", "forgetting.before", "forgetting.after"];

    /// <summary>What a recipe examines, in order.</summary>
    /// <param name="session">The run.</param>
    /// <param name="leveled">Whether there is (or will be) a levelled student: there is none when nothing was kept to level with.</param>
    public static IReadOnlyList<Examination> Of(RunSession session, bool leveled)
    {
        EvaluateOptions options = session.Recipe.Evaluate!;
        List<Examination> all = Of(session, leveled, "", options.Questions);
        if (options.Teacher)
        {
            all.Add(new("teacher", "teacher", session.Recipe.Teacher, options.Questions));
        }

        return options.Forgetting is { } second ? [.. all, .. Of(session, leveled, "forgetting.", second)] : all;
    }

    private static List<Examination> Of(RunSession session, bool leveled, string prefix, string questions)
    {
        List<Examination> students = [new(prefix + "before", "student", session.Recipe.Student, questions)];
        if (leveled)
        {
            students.Add(new(prefix + "after", "leveled", session.Leveled, questions));
        }

        return students;
    }
}
