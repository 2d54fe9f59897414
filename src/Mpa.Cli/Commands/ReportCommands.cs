using System.CommandLine;
using System.Diagnostics;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Comparisons;
using Mpa.Reports;
using Mpa.Reports.Annotations;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>
/// <c>mpa report RUN</c>: writes the report of a run anew. With <c>--annotations FILE</c>, that of a file of pseudo
/// annotations alone.
/// </summary>
internal sealed class ReportCommand
{
    private readonly Argument<string?> _run = new("run")
    {
        Description = "A run folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _annotations = new("--annotations")
    {
        HelpName = "FILE",
        Description = "A file of pseudo annotations (JSON or JSONL) in place of a run.",
    };

    private readonly Option<string?> _output = new("--output")
    {
        HelpName = "FOLDER",
        Description = "The report's folder; without it the run folder, or out/NAME with --annotations.",
    };

    private readonly Option<string?> _images = new("--images")
    {
        HelpName = "FOLDER",
        Description = "With --annotations: where the images lie, to show some; a run's own need no naming.",
    };

    private readonly Option<double?> _score = MinScore.Option();

    private readonly Option<bool> _open = new("--open") { Description = "Opens the report in the browser." };

    private ReportCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        ReportCommand its = new();
        ExampleCommand command = new(
            "report",
            "Writes the report of a run (HTML, Markdown, JSON) from its files.",
            "mpa report out/demo --open")
        {
            its._run, its._annotations, its._output, its._images, its._score, its._open,
        };
        command.SetAction(parsed =>
        {
            double? least = parsed.GetValue(its._score);
            MinScore.Check(least);
            string page = its.Write(context, parsed);
            context.Terminal.Out.WriteLine($"report  {RecipePaths.Show(page)}");
            if (parsed.GetValue(its._open))
            {
                Open(page);
            }

            return least is null
                ? ExitCode.Done
                : MinScore.Judge(context, least, RunOrRecipe.Folder(parsed.GetValue(its._run)!));
        });
        return command;
    }

    private string Write(CommandContext context, ParseResult parsed)
    {
        string? output = parsed.GetValue(_output);
        string? images = parsed.GetValue(_images);
        return (parsed.GetValue(_run), parsed.GetValue(_annotations)) switch
        {
            (_, { }) when parsed.GetValue(_score) is not null => throw new MpaException(
                "--min-score goes with a run folder; pseudo annotations have no score"),
            ({ } folder, null) when images is null => OfRun(context, folder, output),
            (null, { } file) => OfAnnotations(context, file, output, images),
            ({ }, null) => throw new MpaException(
                "--images goes with --annotations; the report of a run shows its own"),
            ({ }, { }) => throw new MpaException("name a run folder or --annotations FILE, not both"),
            _ => throw new MpaException("name a run folder, or --annotations FILE"),
        };
    }

    private static string OfRun(CommandContext context, string name, string? output)
    {
        string? elsewhere = output is null ? null : RecipePaths.Resolve(output, Environment.CurrentDirectory);
        return ReportWriter.Write(RunOrRecipe.Folder(name), context.Workshop.Run.Images.Thumbnail, elsewhere);
    }

    private static string OfAnnotations(CommandContext context, string name, string? output, string? images)
    {
        string file = RecipePaths.Resolve(name, Environment.CurrentDirectory);
        string named = output ?? Path.Combine("out", Path.GetFileNameWithoutExtension(file));
        string folder = RecipePaths.Resolve(named, Environment.CurrentDirectory);
        string? pictures = images is null ? null : RecipePaths.Resolve(images, Environment.CurrentDirectory);
        return pictures is null || Directory.Exists(pictures)
            ? AnnotationReportWriter.Write(
                file, folder, pictures, context.Workshop.Run.Images.Thumbnail)
            : throw new MpaException($"--images {images}: there is no such folder");
    }

    private static void Open(string file)
    {
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(file) { UseShellExecute = true });
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new MpaException($"{file}: no program opens it here ({e.Message}); open it in a browser yourself", e);
        }
    }
}

/// <summary><c>mpa compare RUN RUN…</c>: runs side by side on one test.</summary>
internal static class CompareCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string[]> runs = new("runs")
        {
            Arity = new ArgumentArity(2, 100),
            Description = "Run folders; the first is what the others are compared with.",
        };
        Option<string> output = new("--output")
        {
            HelpName = "folder",
            Description = "Where compare.html, .md and .json go.",
            DefaultValueFactory = _ => "out/compare",
        };
        Option<bool> shared = new("--shared-questions")
        {
            Description = "Compares on the questions that all runs answered, where tests differ in size.",
        };
        ExampleCommand command = new(
            "compare",
            "Puts runs side by side in one page: scores with intervals, paired differences, funnels, slices, costs.",
            "mpa compare out/demo-ablations/mpa out/demo-ablations/no-pi")
        {
            runs, output, shared,
        };
        command.SetAction(parsed =>
        {
            RunFolder[] folders = [.. parsed.GetRequiredValue(runs).Select(RunOrRecipe.Folder)];
            string folder = RecipePaths.Resolve(parsed.GetRequiredValue(output), Environment.CurrentDirectory);
            Comparison comparison = ComparisonWriter.Write(folders, folder, parsed.GetValue(shared));
            CompareEnd.Write(context.Terminal.Out, comparison, folder);
            return ExitCode.Done;
        });
        return command;
    }
}
