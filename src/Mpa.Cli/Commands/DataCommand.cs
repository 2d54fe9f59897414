using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Data;
using Mpa.Data.Audit;
using Mpa.Images;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa data</c>: data sets before a run sees them.</summary>
internal static class DataCommand
{
    /// <summary>The command and those below it.</summary>
    public static Command Create(CommandContext context) => new ExampleCommand(
        "data",
        "Checks, converts and splits data sets: TextVQA, ST-VQA, ChartQA, OK-VQA, the MPA release, "
            + "JSON, JSONL, CSV, Parquet, archives.",
        "mpa data check data/demo/test")
    {
        DataCheckCommand.Create(context), DataConvertCommand.Create(context), DataSplitCommand.Create(context),
    };

    /// <summary>A path as typed, in full.</summary>
    public static string Full(string path) => RecipePaths.Resolve(path, Environment.CurrentDirectory);

    /// <summary>Opens a data set as typed.</summary>
    public static DataSource Open(string path, string? format, string? images, CancellationToken cancellation)
    {
        DataOptions options = new() { Format = format, ImageRoot = images is null ? null : Folder(images) };
        return DataSource.Open(Full(path), options, cancellation);
    }

    /// <summary>What was left out of a result, as a line; null when nothing was.</summary>
    public static string? LeftOut(IReadOnlyDictionary<string, long> rejected, string? file)
    {
        IEnumerable<string> causes = rejected.Select(pair => $"{Format.Count(pair.Value)} {pair.Key}");
        return file is null ? null : $"left out  {string.Join(", ", causes)}; see {RecipePaths.Show(file)}";
    }

    private static string Folder(string typed) => Directory.Exists(Full(typed))
        ? Full(typed)
        : throw new MpaException($"--images {typed}: there is no such folder");
}

/// <summary>Which data set a command reads, and how.</summary>
internal sealed class DataArguments
{
    /// <summary>The data set.</summary>
    public Argument<string> Path { get; } = new("path")
    {
        Description =
            "A data file, a folder of one data set or of images, a list of paths, or an archive (zip, tar.gz).",
    };

    /// <summary>A layout.</summary>
    public Option<string?> Layout { get; } = new("--format")
    {
        HelpName = "format",
        Description = "Reads the rows as this layout in place of recognizing it: "
            + $"{string.Join(", ", DataOptions.Formats)}.",
    };

    /// <summary>The folder of images.</summary>
    public Option<string?> Images { get; } = new("--images")
    {
        HelpName = "folder",
        Description = "The folder that image paths start from and may not leave; without it, the one the data lies in.",
    };

    /// <summary>Opens the data set.</summary>
    public DataSource Open(ParseResult parsed, CancellationToken cancellation) => DataCommand.Open(
        parsed.GetRequiredValue(Path), parsed.GetValue(Layout), parsed.GetValue(Images), cancellation);
}

/// <summary><c>mpa data check PATH</c>: what is in a data set, and what is wrong with it.</summary>
internal static class DataCheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        DataArguments data = new();
        Option<string?> against = new("--against")
        {
            HelpName = "path",
            Description = "Another data set, whose images this one may not share (train against test).",
        };
        Option<string?> againstImages = new("--against-images")
        {
            HelpName = "folder",
            Description = "The folder that the other's image paths start from; without it, the one it lies in.",
        };
        ExampleCommand command = new(
            "check",
            "Counts rows, images, questions and answers, compares with the published counts, "
                + "and lists what is wrong. Exit code 2 if anything is.",
            "mpa data check data/demo/test",
            "mpa data check data/demo/test --against data/demo/unlabeled")
        {
            data.Path, data.Layout, data.Images, against, againstImages,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using DataSource source = data.Open(parsed, cancellation);
            using DataSource? other = parsed.GetValue(against) is { } named
                ? DataCommand.Open(named, null, parsed.GetValue(againstImages), cancellation)
                : null;
            return Task.FromResult(Check(context.Terminal.Out, source, other, cancellation));
        });
        return command;
    }

    private static int Check(TextWriter output, DataSource source, DataSource? other, CancellationToken cancellation)
    {
        DataAudit audit = Auditor.Run(source.Data, other?.Data, cancellation);
        output.Write(AuditText.Of(audit));
        foreach (ImageFailure member in source.Refused)
        {
            output.WriteLine($"{"refused",-14} {member.Message}");
        }

        return audit.Sound && source.Refused.Count == 0 ? ExitCode.Done : ExitCode.UserError;
    }
}
