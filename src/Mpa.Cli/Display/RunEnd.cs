using Mpa.Cli.Recipes;
using Mpa.Leveling;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>The last lines of a run: scores, where things lie, and what to do next.</summary>
internal static class RunEnd
{
    /// <summary>Writes them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="recipe">What ran.</param>
    /// <param name="until">The last stage that ran.</param>
    public static void Write(TextWriter output, Recipe recipe, Stage until)
    {
        RunFolder folder = new(recipe.Output);
        if (until < Stage.Last)
        {
            output.WriteLine($"next    mpa {until.Next(recipe)} {TypedCommand.Quote(RecipePaths.Show(folder.Root))}");
            return;
        }

        if (ScoreLine.Of(folder) is { } scores)
        {
            output.WriteLine(scores);
        }

        output.WriteLine($"report  {RecipePaths.Show(folder.Report)}");
        if (Directory.Exists(folder.Leveled))
        {
            output.WriteLine($"model   {RecipePaths.Show(folder.Leveled)}");
            output.WriteLine($"try it  {TryIt.Command(recipe)}");
        }
        else
        {
            output.WriteLine(recipe.Level.Select == SelectionRules.Nothing
                ? "No student was trained, since the recipe selects nothing (level.select: none)."
                : "Nothing was kept, so no student was trained: the report's funnel shows where the pairs went.");
        }
    }
}
