using System.CommandLine;
using Mpa.Cli.Recipes;
using Mpa.Data;

namespace Mpa.Cli.Commands.DataSets;

/// <summary><c>mpa data</c>: data sets before a run sees them.</summary>
internal static class DataCommand
{
    /// <summary>The command and those below it.</summary>
    public static Command Create(CommandContext context) => new ExampleCommand(
        "data",
        "Checks, converts and splits data sets: TextVQA, ST-VQA, ChartQA, OK-VQA, the MPA release, JSON, JSONL, CSV, Parquet, archives.",
        "mpa data check data/demo/test")
    {
        DataCheckCommand.Create(context), DataConvertCommand.Create(context), DataSplitCommand.Create(context),
    };

    /// <summary>The data set of a command.</summary>
    public static Argument<string> Path() => new("path") { Description = "A data file, a folder of one data set or of images, a list of paths, or an archive (zip, tar.gz)." };

    /// <summary>A layout.</summary>
    public static Option<string?> Format() => new("--format")
    {
        HelpName = "format",
        Description = $"Reads the rows as this layout in place of recognizing it: {string.Join(", ", DataOptions.Formats)}.",
    };

    /// <summary>The folder of images.</summary>
    public static Option<string?> Images() => new("--images")
    {
        HelpName = "folder",
        Description = "The folder that image paths start from and may not leave; without it, the one the data lies in.",
    };

    /// <summary>Opens a data set as typed.</summary>
    public static DataSource Open(string path, string? format, string? images, CancellationToken cancellation) =>
        DataSource.Open(Full(path), new DataOptions { Format = format, ImageRoot = images is null ? null : Folder(images) }, cancellation);

    /// <summary>A path as typed, in full.</summary>
    public static string Full(string path) => RecipePaths.Resolve(path, Environment.CurrentDirectory);

    /// <summary>What was left out of a result, as a line; null when nothing was.</summary>
    public static string? LeftOut(IReadOnlyDictionary<string, long> rejected, string? file) => file is null
        ? null
        : $"left out  {string.Join(", ", rejected.Select(pair => $"{Display.Format.Count(pair.Value)} {pair.Key}"))}; see {RecipePaths.Show(file)}";

    private static string Folder(string typed) => Directory.Exists(Full(typed)) ? Full(typed) : throw new MpaException($"--images {typed}: there is no such folder");
}
