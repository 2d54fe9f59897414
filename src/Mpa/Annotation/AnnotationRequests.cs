using Mpa.Files;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Annotation;

/// <summary>What the annotation of a run still has to ask, for those who ask it elsewhere.</summary>
public static class AnnotationRequests
{
    /// <summary>The requests without a row, in the order of the plan; the images must have been collected.</summary>
    public static IReadOnlyList<ModelRequest> Missing(Recipe recipe, PipelineServices services)
    {
        RunSession session = new(recipe, services);
        IReadOnlyList<Ask<PseudoAnnotation>> plan = Annotator.Plan(session, int.MaxValue);
        Dictionary<string, PseudoAnnotation> known =
            AskedRows<PseudoAnnotation>.Fresh(JsonLines.Read<PseudoAnnotation>(session.Folder.Annotations), plan, Annotator.Identity);
        return [.. plan.Where(ask => !known.ContainsKey(ask.Id)).Select(ask => ask.Request)];
    }
}
