using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mpa.Cli.Recipes;
using Mpa.Recipes;

namespace Mpa.Cli.Tests.Docs;

/// <summary>The keys of a recipe as Markdown tables, from the records and their XML docs.</summary>
internal static class RecipeTable
{
    private static readonly Dictionary<string, string> Summaries = XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, "Mpa.xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")));

    public static string Write()
    {
        StringBuilder text = new();
        RecipeKey[] top = [.. RecipeSchema.KeysOf(typeof(Recipe), "")];
        Append(text, "The recipe", top.Where(key => !key.IsSection));
        foreach (RecipeKey section in top.Where(key => key.IsSection))
        {
            Append(text, $"{section.Name}: {MeaningOf(section)}", RecipeSchema.KeysOf(section.Type, section.Path + "."));
        }

        foreach (Type record in RecipeSchema.ModelMaps)
        {
            Append(text, $"A model as a map: {Summaries[$"T:{record.FullName}"]}", RecipeSchema.KeysOf(record, ""));
        }

        return text.Append('\n').ToString();
    }

    public static string MeaningOf(RecipeKey key) => Summaries.GetValueOrDefault($"P:{key.Property.DeclaringType!.FullName}.{key.Property.Name}", "");

    private static void Append(StringBuilder text, string title, IEnumerable<RecipeKey> keys)
    {
        text.Append($"\n### {title}\n\n| key | form | default | meaning |\n|---|---|---|---|\n");
        foreach (RecipeKey key in keys)
        {
            text.Append($"| `{key.Path}` | {key.Form} | {DefaultOf(key)} | {MeaningOf(key)} |\n");
        }

    }

    private static string DefaultOf(RecipeKey key) => key switch
    {
        { Required: true } => "required",
        { Path: "output" } => "`out/` and the recipe's name, below the current folder",
        { Default: null } => "–",
        { Default: bool flag } => flag ? "true" : "false",
        { Default: IEnumerable list and not string } => $"[{string.Join(", ", list.Cast<string>())}]",
        _ => Convert.ToString(key.Default, CultureInfo.InvariantCulture)!,
    };

    private static string Plain(XElement? summary)
    {
        if (summary is null)
        {
            return "";
        }

        IEnumerable<string> parts = summary.Nodes().Select(node => node is XElement element
            ? "`" + (element.Attribute("cref")?.Value.Split('.')[^1] ?? element.Value) + "`"
            : ((XText)node).Value);
        return Regex.Replace(string.Concat(parts), @"\s+", " ").Trim().Replace("|", "\\|");
    }
}
