using System.Text.Json;
using Mpa.Runs;

namespace Mpa.Reports.Html;

/// <summary>What made the run: enough to make it again.</summary>
internal static class ProvenanceSection
{
    public static Markup Write(Provenance made) => Parts.Section(
        "provenance",
        "What ran",
        "The same recipe, seed and models give the same figures.",
        Markup.Of($"""
            <div class="scroll"><table class="made"><caption class="hidden">Versions, seed and model fingerprints</caption><tbody>
            {Row("mpa", made.Version)}{Row("task", made.Task)}{Row("seed", $"{made.Seed}")}
            {made.Models.Select(model => Row($"{model.Key} fingerprint", model.Value))}
            {made.Environment.Select(item => Row(item.Key, item.Value))}
            </tbody></table></div>
            <details><summary>recipe as resolved</summary><pre>{JsonSerializer.Serialize(made.Recipe, MpaJson.Indented)}</pre></details>
            """),
        "run.json");

    private static Markup Row(string name, string value) => Markup.Of($"""<tr><th scope="row">{name}</th><td>{value}</td></tr>""");
}
