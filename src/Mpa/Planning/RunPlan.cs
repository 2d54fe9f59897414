using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Planning;

/// <summary>What a run would do, without doing it.</summary>
/// <param name="Images">Images of a collected run; before that, files that may be images.</param>
/// <param name="Stages">Each stage of the recipe, in order.</param>
public sealed record RunPlan(long Images, IReadOnlyList<StagePlan> Stages)
{
    /// <summary>What the run folder keeps of other settings.</summary>
    public KeptWork Kept { get; init; } = new(0, 0, 0);

    /// <summary>Rows on file of other settings, which go aside when the run goes on.</summary>
    public long SetAside => Stages.SelectMany(stage => stage.Models).Sum(model => model.SetAside);

    /// <summary>Rows that were set aside and come back.</summary>
    public long TakenUp => Stages.SelectMany(stage => stage.Models).Sum(model => model.TakenUp);

    /// <summary>Requests still to be asked of a model, over all stages.</summary>
    /// <param name="role">Whose.</param>
    public long Requests(ModelRole role) => Stages
        .Where(stage => !stage.Complete)
        .SelectMany(stage => stage.Models)
        .Where(model => model.Role == role)
        .Sum(model => model.Remaining);

    /// <summary>Plans a run. Lists files and reads rows; decodes no image, loads no model and writes nothing.</summary>
    /// <param name="recipe">What would run.</param>
    /// <param name="parts">Its models' fingerprints and its data are looked at, nothing else.</param>
    /// <exception cref="MpaException">The recipe or one of its inputs is wrong.</exception>
    public static RunPlan Of(Recipe recipe, RunParts parts)
    {
        RecipeValidator.Check(recipe);
        RunSession run = new(recipe, parts);
        IReadOnlyList<StagePlan> plans = PlanStages(run, Stage.Last);
        Preflight.CheckModels(run, () => plans);
        return new RunPlan(plans[0].Items, plans) { Kept = KeptWork.Of(run.Folder) };
    }

    /// <summary>What a run would do in each of its stages until one, that one included.</summary>
    internal static IReadOnlyList<StagePlan> PlanStages(RunSession run, Stage until)
    {
        StageRunner runner = new(run, Stage.First, Stage.Last);
        List<StagePlan> plans = [];
        foreach (Stage stage in Stage.All.Where(stage => stage <= until && stage.IsIn(run.Recipe)))
        {
            bool inputsKnown = plans.All(plan => plan.Complete);
            string? key = inputsKnown ? stage.Key(run) : null;
            StageEntry? done = key is null ? null : runner.Complete(stage, key);
            StageOutlook outlook = new(run, plans.FirstOrDefault()?.Items ?? 0, done, key);
            plans.Add(StageFiles.Reading(run, () => stage.Plan(outlook)));
        }

        return plans;
    }
}

/// <summary>What a run would do in one stage.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Complete">True when the stage would be skipped.</param>
/// <param name="Models">What is asked of whom; empty for a stage that asks no model.</param>
public sealed record StagePlan(Stage Stage, bool Complete, IReadOnlyList<ModelPlan> Models)
{
    /// <summary>Images that go on from the stage that collects them; 0 of the others.</summary>
    public long Items { get; init; }

    /// <summary>
    /// Images left out by the stage that collects them, since a test has the same bytes; 0 of the others.
    /// </summary>
    public long InTest { get; init; }

    /// <summary>What one training example comes to; null for a stage that trains nothing.</summary>
    public RequestShape? Example { get; init; }

    /// <summary>Examples that it trains on at most, as far as the stages before it have told.</summary>
    public long Pairs { get; init; }

    /// <summary>True when a training of these settings was interrupted and goes on.</summary>
    public bool Resumes { get; init; }

    /// <summary>True when the student of these settings was leveled before and comes back from its place.</summary>
    public bool TakesUp { get; init; }
}

/// <summary>What a stage will ask of one model.</summary>
/// <param name="Role">What the model is in the run.</param>
/// <param name="Model">Who is asked.</param>
/// <param name="Total">Requests in all.</param>
/// <param name="Cached">Of these, answered already.</param>
/// <param name="AtMost">
/// True when the total depends on a stage that isn't complete, so that it may turn out smaller.
/// </param>
public sealed record ModelPlan(ModelRole Role, ModelReference Model, long Total, long Cached, bool AtMost)
{
    /// <summary>What one request comes to.</summary>
    public required RequestShape Each { get; init; }

    /// <summary>Mean time of the rows on file, in seconds; null without any.</summary>
    public double? SecondsSoFar { get; init; }

    /// <summary>Rows on file of other settings, which are set aside when the run goes on.</summary>
    public long SetAside { get; init; }

    /// <summary>Rows that were set aside and are those of these settings: they are not asked again.</summary>
    public long TakenUp { get; init; }

    /// <summary>Requests still to be asked.</summary>
    public long Remaining => Total - Cached;

    /// <summary>Of a stage that is complete.</summary>
    internal static ModelPlan Done(ModelRole role, ModelReference model, long requests, RequestShape each) =>
        new(role, model, requests, requests, AtMost: false) { Each = each };
}

/// <summary>What a plan knows when it comes to a stage.</summary>
/// <param name="Run">The run.</param>
/// <param name="Images">Images that were, or may be, collected.</param>
/// <param name="Done">The stage's entry when it is complete; else null.</param>
/// <param name="Key">Of the stage; null while a stage before it isn't complete.</param>
internal sealed record StageOutlook(RunSession Run, long Images, StageEntry? Done, string? Key)
{
    /// <summary>Whether every stage before it is complete.</summary>
    public bool InputsKnown => Key is not null;

    /// <summary>True while what goes into the stage may still turn out smaller.</summary>
    public bool AtMost => !InputsKnown;
}
