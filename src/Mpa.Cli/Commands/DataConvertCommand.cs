using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Data;
using Mpa.Data.Conversion;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa data convert PATH OUTPUT</c>: one form that needs nothing beside it.</summary>
internal static class DataConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        DataArguments data = new();
        Argument<string> output = new("output")
        {
            Description = "A folder to make, with questions.jsonl and images; "
                + "or, ending in .parquet, Parquet with embedded images.",
        };
        ExampleCommand command = new(
            "convert",
            "Writes a data set as JSONL beside images, or as Parquet with embedded images as on the hub.",
            "mpa data convert data/demo/test out/test.parquet",
            "mpa data convert out/test.parquet out/test")
        {
            data.Path, output, data.Layout, data.Images,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using DataSource source = data.Open(parsed, cancellation);
            string target = DataCommand.Full(parsed.GetRequiredValue(output));
            Tell(context.Terminal.Out, DataConverter.Run(source.Data, target, cancellation));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Tell(TextWriter text, ConversionResult result)
    {
        string folder = RecipePaths.Show(result.Output);
        text.WriteLine(
            $"written   {Format.Count(result.Written)} rows with {Format.Count(result.Images)} images to {folder}");
        if (DataCommand.LeftOut(result.Rejected, result.RejectedFile) is { } left)
        {
            text.WriteLine(left);
        }

        text.WriteLine($"next      mpa data check {TypedCommand.Quote(folder)}");
    }
}
