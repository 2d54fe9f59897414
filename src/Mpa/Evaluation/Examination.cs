using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>One model that takes one labeled test.</summary>
/// <param name="Who">Whose scores these are.</param>
/// <param name="Model">Who is asked.</param>
/// <param name="Questions">Path of the test.</param>
internal sealed record Examination(Examinee Who, ModelReference Model, string Questions)
{
    /// <summary>What a recipe examines, in order.</summary>
    /// <param name="session">The run.</param>
    /// <param name="leveled">Whether there is (or will be) a leveled student: there is none when nothing was kept to level with.</param>
    public static IReadOnlyList<Examination> Of(RunSession session, bool leveled)
    {
        EvaluateOptions options = session.Recipe.Evaluate!;
        List<Examination> all = [new(Examinee.Before, session.Recipe.Student, options.Questions)];
        Add(leveled, Examinee.After, session.Leveled, options.Questions);
        Add(options.Teacher, Examinee.Teacher, session.Recipe.Teacher, options.Questions);
        Add(true, Examinee.ForgettingBefore, session.Recipe.Student, options.Forgetting);
        Add(leveled, Examinee.ForgettingAfter, session.Leveled, options.Forgetting);
        return all;

        void Add(bool wanted, Examinee who, ModelReference model, string? questions)
        {
            if (wanted && questions is not null)
            {
                all.Add(new Examination(who, model, questions));
            }
        }
    }
}
