using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mpa.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Docs;

/// <summary>
/// The table of keys in docs/guide/recipes.md is made from the records, so that it can't fall behind them: form from
/// the attributes that the validator reads, default from the initializers, meaning from the XML docs.
/// </summary>
public sealed class RecipeGuideTests
{
    private const string Begin = "<!-- keys: made by RecipeGuideTests, don't edit -->\n";
    private const string End = "<!-- end of keys -->\n";

    public static TheoryData<string, string> Guides => new()
    {
        { "recipes", RecipeTable.Write() },
        { "tasks", RecipeTable.WriteTask() },
    };

    [Theory]
    [MemberData(nameof(Guides))]
    public void The_guide_tells_every_key_with_its_default_form_and_meaning(string name, string table)
    {
        string guide = Path.Combine(Repository.Root, "docs", "guide", $"{name}.md");
        string received = Path.Combine(Repository.Root, "docs", "guide", $"{name}.received.md");
        string text = File.ReadAllText(guide).ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string expected = text[..begin] + table + text[end..];
        File.Delete(received);
        if (text != expected)
        {
            File.WriteAllText(received, expected);
            Assert.Fail(
                $"docs/guide/{name}.md does not tell what the records are; docs/guide/{name}.received.md does. " +
                "If it reads well, rename it.");
        }
    }

    [Fact]
    public void Every_key_has_a_meaning() =>
        Assert.All(RecipeSchema.All(), key => Assert.NotEmpty(RecipeTable.MeaningOf(key)));
}

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
        AppendSections(text, top);

        foreach (Type record in RecipeSchema.ModelMaps)
        {
            Append(text, $"A model as a map: {Summaries[$"T:{record.FullName}"]}", RecipeSchema.KeysOf(record, ""));
        }

        return text.Append('\n').ToString();
    }

    /// <summary>The keys of a task.</summary>
    public static string WriteTask()
    {
        StringBuilder text = new();
        foreach ((Type record, string prefix) in RecipeSchema.TaskMaps)
        {
            string path = prefix["task.".Length..];
            string title = path.Length == 0 ? "A task" : $"{path.TrimEnd('.')}: {Summaries[$"T:{record.FullName}"]}";
            Append(text, title, RecipeSchema.KeysOf(record, path));
        }

        return text.Append('\n').ToString();
    }

    public static string MeaningOf(RecipeKey key) =>
        Summaries.GetValueOrDefault($"P:{key.Property.DeclaringType!.FullName}.{key.Property.Name}", "");

    private static void AppendSections(StringBuilder text, IEnumerable<RecipeKey> keys)
    {
        foreach (RecipeKey section in keys.Where(key => key.IsSection))
        {
            IReadOnlyList<RecipeKey> inner = RecipeSchema.KeysOf(section.Type, section.Path + ".");
            Append(text, $"{section.Path}: {MeaningOf(section)}", inner);
            AppendSections(text, inner);
        }
    }

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
        { IsSection: true } => "–",
        { Default: IEnumerable list and not string } => $"[{string.Join(", ", list.Cast<object>())}]",
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
