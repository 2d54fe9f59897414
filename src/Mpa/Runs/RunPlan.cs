using Mpa.Models;
using Mpa.Recipes;

namespace Mpa.Runs;

/// <summary>What a run would do, without doing it.</summary>
/// <param name="Images">Images of a collected run; before that, files that may be images.</param>
/// <param name="Stages">Each stage of the recipe, in order.</param>
public sealed record RunPlan(long Images, IReadOnlyList<StagePlan> Stages)
{
    /// <summary>Requests still to be asked of a model, over all stages.</summary>
    /// <param name="role">Whose.</param>
    public long Requests(ModelRole role) =>
        Stages.Where(stage => !stage.Complete).SelectMany(stage => stage.Models).Where(model => model.Role == role).Sum(model => model.Remaining);

    /// <summary>Plans a run. Lists files and reads rows; decodes no image, loads no model and writes nothing.</summary>
    /// <param name="recipe">What would run.</param>
    /// <param name="services">Its fingerprints are used, nothing else.</param>
    /// <exception cref="MpaException">The recipe or one of its inputs is wrong.</exception>
    public static RunPlan Of(Recipe recipe, PipelineServices services)
    {
        RecipeValidator.Check(recipe);
        return new RunPlanner(new RunSession(recipe, services)).Plan();
    }
}
