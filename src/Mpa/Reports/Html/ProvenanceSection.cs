using System.Text.Json;
using Mpa.Files;

namespace Mpa.Reports.Html;

/// <summary>What made the run: enough to make it again.</summary>
internal static class ProvenanceSection
{
    public static Markup Write(Provenance made, IReadOnlyList<SourceFile> sources) => Parts.Section(
        "provenance",
        "What ran",
        "The same recipe, seed and models give the same figures.",
        Markup.Of($"""
            <div class="scroll"><table class="made"><caption class="hidden">Versions, seed and model fingerprints</caption><tbody>
            {Row("mpa", made.Version)}{Row("task", made.Task)}{Row("seed", $"{made.Seed}")}
            {made.Models.Select(model => Row($"{model.Key} fingerprint", model.Value))}
            {made.Environment.Select(item => Row(item.Key, item.Value))}
            </tbody></table></div>
            {Files(sources)}
            <details><summary>recipe as resolved</summary><pre>{JsonSerializer.Serialize(made.Recipe, MpaJson.Indented)}</pre></details>
            """),
        "run.json");

    /// <summary>The files behind the figures; each section names those that it uses.</summary>
    public static Markup Files(IReadOnlyList<SourceFile> sources) => sources.Count == 0 ? Markup.Empty : Markup.Of($"""
        <div class="scroll"><table class="files"><caption>The files behind the figures</caption>
        <thead><tr><th scope="col">File</th><th scope="col" class="n">Lines</th><th scope="col">SHA-256</th></tr></thead>
        <tbody>{sources.Select(file => Markup.Of($"""<tr><th scope="row">{file.Name}</th><td class="n">{Figures.Count(file.Lines)}</td><td class="hash">{file.Sha256}</td></tr>"""))}</tbody></table></div>
        """);

    private static Markup Row(string name, string value) => Markup.Of($"""<tr><th scope="row">{name}</th><td>{value}</td></tr>""");
}
