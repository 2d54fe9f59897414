using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Data;
using Mpa.Data.Conversion;

namespace Mpa.Cli.Commands.DataSets;

/// <summary><c>mpa data convert PATH OUTPUT</c>: one form that needs nothing beside it.</summary>
internal static class DataConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> path = DataCommand.Path();
        Argument<string> output = new("output") { Description = "A folder to make, with questions.jsonl and images; or, ending in .parquet, Parquet with embedded images." };
        Option<string?> format = DataCommand.Format();
        Option<string?> images = DataCommand.Images();
        ExampleCommand command = new(
            "convert",
            "Writes a data set as JSONL beside images, or as Parquet with embedded images as on the hub.",
            "mpa data convert data/demo/test out/test.parquet", "mpa data convert out/test.parquet out/test")
        {
            path, output, format, images,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using DataSource source = DataCommand.Open(parsed.GetRequiredValue(path), parsed.GetValue(format), parsed.GetValue(images), cancellation);
            ConversionResult result = DataConverter.Run(source.Data, DataCommand.Full(parsed.GetRequiredValue(output)), cancellation);
            TextWriter text = context.Terminal.Out;
            text.WriteLine($"written   {Format.Count(result.Written)} rows with {Format.Count(result.Images)} images to {RecipePaths.Show(result.Output)}");
            if (DataCommand.LeftOut(result.Rejected, result.RejectedFile) is { } left)
            {
                text.WriteLine(left);
            }

            text.WriteLine($"next      mpa data check {TypedCommand.Quote(RecipePaths.Show(result.Output))}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
