using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Data;
using Mpa.Data.Splitting;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa data split PATH OUTPUT</c>: two parts that share no image.</summary>
internal sealed class DataSplitCommand
{
    private readonly DataArguments _data = new();

    private readonly Argument<string> _output = new("output")
    {
        Description = "A folder to make, with train.jsonl and validation.jsonl.",
    };

    private readonly Option<double> _train = new("--train")
    {
        HelpName = "percent",
        Description = "Share of the images in the first part.",
        DefaultValueFactory = _ => 85,
    };

    private readonly Option<bool> _one = new("--one-per-image")
    {
        Description = "Keeps one question of each image, drawn by the seed.",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        HelpName = "number",
        Description = "Equal seeds give equal parts.",
        DefaultValueFactory = _ => 0,
    };

    private DataSplitCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        DataSplitCommand its = new();
        ExampleCommand command = new(
            "split",
            "Parts a data set by image, never by row, 85 to 15 as in the paper. Images stay where they are; "
                + "embedded ones are written out.",
            "mpa data split data/demo/test out/parts --one-per-image")
        {
            its._data.Path, its._output, its._train, its._one, its._seed, its._data.Layout, its._data.Images,
        };
        command.SetAction((parsed, cancellation) =>
        {
            SplitOptions options = its.OptionsOf(parsed);
            using DataSource source = its._data.Open(parsed, cancellation);
            string folder = DataCommand.Full(parsed.GetRequiredValue(its._output));
            SplitResult result = DataSplitter.Run(source.Data, folder, options, cancellation);
            Tell(context.Terminal.Out, RecipePaths.Show(folder), result);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private SplitOptions OptionsOf(ParseResult parsed) => new()
    {
        Percent = Percent(parsed.GetValue(_train)),
        OnePerImage = parsed.GetValue(_one),
        Seed = parsed.GetValue(_seed),
    };

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

        string equal = result.ByContent
            ? "equal bytes count as one image"
            : "none of the images is there, so their names tell them apart";
        string images = RecipePaths.Show(result.ImageRoot);
        text.WriteLine($"images      stay in {images}; {equal}");
        text.WriteLine($"next        evaluate: {{ questions: {folder}/validation.jsonl, imageRoot: {images} }}");
    }

    private static string Part((long Rows, long Images) part) =>
        $"{Format.Count(part.Rows)} rows on {Format.Count(part.Images)} images";

    private static double Percent(double percent) => percent is > 0 and < 100
        ? percent
        : throw new MpaException($"--train {percent}: must be above 0 and below 100");
}
