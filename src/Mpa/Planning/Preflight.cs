using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Planning;

/// <summary>
/// Looks at all that a run will need before it asks for anything, so that nothing is paid for before a student of an
/// unknown family, a key that isn't set or a missing test ends the run.
/// </summary>
internal static class Preflight
{
    /// <summary>Looks at labels, tests and models; loads no model and writes nothing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="until">The last stage that will run.</param>
    /// <exception cref="MpaException">Something that is needed can't be used; each such thing is named.</exception>
    public static void Check(RunSession run, Stage until)
    {
        Recipe recipe = run.Recipe;
        if (until >= Stage.Level && recipe.Level.Labels is { } labels && !File.Exists(labels))
        {
            throw new MpaException($"level.labels: there is no {labels}");
        }

        if (until >= Stage.Evaluate && recipe.Evaluate is { } tests)
        {
            foreach (string test in new[] { tests.Questions, tests.Forgetting }.OfType<string>())
            {
                run.OpenTest(test, DataAccess.Look);
            }
        }

        CheckModels(run, () => RunPlan.PlanStages(run, until));
    }

    /// <summary>Looks at the models that the plan still needs.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">Looked at only where a model can't be used.</param>
    /// <exception cref="MpaException">One of them can't be used.</exception>
    public static void CheckModels(RunSession run, Func<IReadOnlyList<StagePlan>> plan)
    {
        (ModelReference Model, string Problem)[] unfit = [.. Unfit(run)];
        if (unfit.Length == 0)
        {
            return;
        }

        HashSet<ModelReference> needed =
        [
            .. plan()
                .Where(stage => !stage.Complete)
                .SelectMany(stage => Needed(stage, run.Recipe)),
        ];
        string[] problems = [.. unfit.Where(one => needed.Contains(one.Model)).Select(one => one.Problem)];
        if (problems.Length > 0)
        {
            throw new MpaException(string.Join("\n", problems));
        }
    }

    // Rows that are there already need no model, and no key of its server.
    private static IEnumerable<ModelReference> Needed(StagePlan stage, Recipe recipe)
    {
        IEnumerable<ModelReference> asked =
            stage.Models.Where(model => model.Remaining > 0).Select(model => model.Model);
        return stage.Example is not null && recipe.Level.Select != SelectionRules.Nothing && !stage.TakesUp
            ? asked.Append(recipe.Student)
            : asked;
    }

    private static IEnumerable<(ModelReference Model, string Problem)> Unfit(RunSession run)
    {
        (ModelRole Role, ModelReference? Model)[] models =
        [
            (ModelRole.Teacher, run.Recipe.Teacher),
            (ModelRole.Student, run.Recipe.Student),
            .. run.Recipe.Advisers.Select(adviser => (adviser.Role, (ModelReference?)adviser.Model)),
        ];
        foreach ((ModelRole role, ModelReference? model) in models)
        {
            if (model is not null && Problem(run, model, role) is { } problem)
            {
                yield return (model, $"{role.Name()}: {problem}");
            }
        }
    }

    private static string? Problem(RunSession run, ModelReference model, ModelRole role)
    {
        try
        {
            run.Parts.Models.Check(model, role);
            return null;
        }
        catch (MpaException error)
        {
            return error.Message;
        }
    }
}
