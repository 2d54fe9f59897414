using Mpa.Cli.Recipes;
using Mpa.Files;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>A command that shows the leveled student at work, with an image and a question of its own run.</summary>
internal static class TryIt
{
    /// <summary>"mpa ask out/demo/4-leveled chart.png 'What is …?'".</summary>
    public static string Command(Recipe recipe)
    {
        RunFolder folder = new(recipe.Output);
        ParityExample? pair = JsonLines.Read<ParityExample>(folder.Parity).FirstOrDefault(p => p.Verdict == Verdict.Kept);
        ImageItem? image = pair is null ? null : JsonLines.Read<ImageItem>(folder.Images).FirstOrDefault(i => i.Id == pair.ImageId);
        string path = image is null ? "IMAGE" : TypedCommand.Quote(RecipePaths.Show(Path.Combine(ImageFiles.RootOf(recipe), image.Path)));
        string question = pair is null || image is null ? "\"question\"" : TypedCommand.Quote(pair.Question);
        return $"mpa ask {TypedCommand.Quote(RecipePaths.Show(folder.Leveled))} {path} {question}";
    }
}
