using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Data;
using Mpa.Data.Splitting;

namespace Mpa.Cli.Commands.DataSets;

/// <summary><c>mpa data split PATH OUTPUT</c>: two parts that share no image.</summary>
internal static class DataSplitCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> path = DataCommand.Path();
        Argument<string> output = new("output") { Description = "A folder to make, with train.jsonl and validation.jsonl." };
        Option<double> train = new("--train") { HelpName = "percent", Description = "Share of the images in the first part.", DefaultValueFactory = _ => 85 };
        Option<bool> one = new("--one-per-image") { Description = "Keeps one question of each image, drawn by the seed." };
        Option<int> seed = new("--seed") { HelpName = "number", Description = "Equal seeds give equal parts.", DefaultValueFactory = _ => 0 };
        Option<string?> format = DataCommand.Format();
        Option<string?> images = DataCommand.Images();
        ExampleCommand command = new(
            "split",
            "Parts a data set by image, never by row, 85 to 15 as in the paper. Images stay where they are; embedded ones are written out.",
            "mpa data split data/demo/test out/parts --one-per-image")
        {
            path, output, train, one, seed, format, images,
        };
        command.SetAction((parsed, cancellation) =>
        {
            SplitOptions options = new() { Percent = Percent(parsed.GetValue(train)), OnePerImage = parsed.GetValue(one), Seed = parsed.GetValue(seed) };
            using DataSource source = DataCommand.Open(parsed.GetRequiredValue(path), parsed.GetValue(format), parsed.GetValue(images), cancellation);
            string folder = DataCommand.Full(parsed.GetRequiredValue(output));
            Tell(context.Terminal.Out, RecipePaths.Show(folder), DataSplitter.Run(source.Data, folder, options, cancellation));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Tell(TextWriter text, string folder, SplitResult result)
    {
        text.WriteLine($"train       {Part(result.Train)} in {folder}/train.jsonl");
        text.WriteLine($"validation  {Part(result.Validation)} in {folder}/validation.jsonl");
        if (result.LeftOut > 0)
        {
            text.WriteLine($"drawn out   {Format.Count(result.LeftOut)} further questions of the same images");
        }

        if (DataCommand.LeftOut(result.Rejected, result.RejectedFile) is { } left)
        {
            text.WriteLine(left);
        }

        string equal = result.ByContent ? "equal bytes count as one image" : "none of the images is there, so their names tell them apart";
        text.WriteLine($"images      stay in {RecipePaths.Show(result.ImageRoot)}; {equal}");
        text.WriteLine($"next        evaluate: {{ questions: {folder}/validation.jsonl, imageRoot: {RecipePaths.Show(result.ImageRoot)} }}");
    }

    private static string Part((long Rows, long Images) part) => $"{Format.Count(part.Rows)} rows on {Format.Count(part.Images)} images";

    private static double Percent(double percent) => percent is > 0 and < 100 ? percent : throw new MpaException($"--train {percent}: must be above 0 and below 100");
}
