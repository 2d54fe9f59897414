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

    [Fact]
    public void The_guide_tells_every_key_with_its_default_form_and_meaning()
    {
        string guide = Path.Combine(Repository.Root, "docs", "guide", "recipes.md");
        string received = Path.Combine(Repository.Root, "docs", "guide", "recipes.received.md");
        string text = File.ReadAllText(guide).ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string expected = text[..begin] + RecipeTable.Write() + text[end..];
        File.Delete(received);
        if (text != expected)
        {
            File.WriteAllText(received, expected);
            Assert.Fail(
                "docs/guide/recipes.md does not tell what the records are; docs/guide/recipes.received.md does. " +
                "If it reads well, rename it.");
        }
    }

    [Fact]
    public void Every_key_has_a_meaning() =>
        Assert.All(RecipeSchema.All(), key => Assert.NotEmpty(RecipeTable.MeaningOf(key)));
}
