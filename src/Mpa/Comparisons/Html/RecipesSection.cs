using Mpa.Reports.Html;

namespace Mpa.Comparisons.Html;

/// <summary>In what each run's recipe differs from the first one's.</summary>
internal static class RecipesSection
{
    public static Markup Write(Comparison comparison) => Parts.Section(
        "recipes",
        "What differs",
        $"Keys of each recipe that are not as in {comparison.Runs[0].Name}; the whole recipe stands in each run's run.json.",
        Markup.Of($"""
            <div class="scroll"><table class="made recipes"><caption class="hidden">Differences of the recipes</caption><tbody>
            {comparison.Runs.Select((run, index) => Markup.Of($"""<tr><th scope="row">{run.Name}</th><td>{(index == 0 ? run.Folder : string.Join(", ", run.Changes.DefaultIfEmpty("nothing")))}</td></tr>"""))}
            </tbody></table></div>
            """),
        "run.json of each run");
}
