using Mpa.Cli.Estimates;
using Mpa.Cli.Recipes;
using Mpa.Files;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>The first line of a run.</summary>
internal static class RunHeader
{
    /// <summary>"mpa demo · teacher demo-teacher 1.7 M · student demo-student 0.4 M · 2 cores".</summary>
    public static string Of(string title, Recipe recipe) =>
        $"mpa {title} · teacher {Model(recipe.Teacher)} · student {Model(recipe.Student)} · "
            + $"{Environment.ProcessorCount} cores";

    /// <summary>The model's name and, for a folder that holds weights, its size.</summary>
    public static string Model(ModelReference model) => model.Path is { } path && ModelSize.Of(path) is { } size
        ? $"{model.DisplayName} {Format.Size(size.Parameters)}"
        : model.DisplayName;
}

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

/// <summary>A command that shows the leveled student at work, with an image and a question of its own run.</summary>
internal static class TryIt
{
    /// <summary>"mpa ask out/demo/4-leveled chart.png 'What is …?'".</summary>
    public static string Command(Recipe recipe)
    {
        RunFolder folder = new(recipe.Output);
        ParityExample? pair = JsonLines.Read<ParityExample>(folder.Parity)
            .FirstOrDefault(example => example.Verdict == Verdict.Kept);
        ImageItem? item = pair is null
            ? null
            : JsonLines.Read<ImageItem>(folder.Images).FirstOrDefault(item => item.Id == pair.ImageId);
        string[] images = item is null
            ? ["IMAGE"]
            : [.. item.Shown.Select(part => Quoted(part.FullPath(ImageFiles.RootOf(recipe), folder)))];
        string question = pair is null || item is null ? "\"question\"" : TypedCommand.Quote(pair.Question);
        string more = string.Concat(images.Skip(1).Select(image => $" --with {image}"));
        return $"mpa ask {Quoted(folder.Leveled)} {images[0]} {question}{more}";
    }

    private static string Quoted(string path) => TypedCommand.Quote(RecipePaths.Show(path));
}
