using System.CommandLine;
using System.Diagnostics;
using Mpa.Cli.Recipes;
using Mpa.Reports;
using Mpa.Reports.Annotations;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa report RUN</c>: writes the report of a run anew. With <c>--annotations FILE</c>, that of a file of pseudo annotations alone.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string?> run = new("run") { Description = "A run folder.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> annotations = new("--annotations") { Description = "A file of pseudo annotations (JSON or JSONL) in place of a run.", HelpName = "FILE" };
        Option<string?> output = new("--output") { Description = "With --annotations: the report's folder; out/NAME without it.", HelpName = "FOLDER" };
        Option<string?> images = new("--images") { Description = "With --annotations: where the images lie, to show some.", HelpName = "FOLDER" };
        Option<bool> open = new("--open") { Description = "Opens the report in the browser." };
        ExampleCommand command = new("report", "Writes the report of a run (HTML, Markdown, JSON) from its files.", "mpa report out/demo --open") { run, annotations, output, images, open };
        command.SetAction(parsed =>
        {
            string page = (parsed.GetValue(run), parsed.GetValue(annotations)) switch
            {
                ({ } folder, null) when parsed.GetValue(output) is null && parsed.GetValue(images) is null => OfRun(context, folder),
                (null, { } file) => OfAnnotations(context, file, parsed.GetValue(output), parsed.GetValue(images)),
                ({ }, null) => throw new MpaException("--output and --images go with --annotations; the report of a run is written into its folder"),
                ({ }, { }) => throw new MpaException("name a run folder or --annotations FILE, not both"),
                _ => throw new MpaException("name a run folder, or --annotations FILE"),
            };
            context.Terminal.Out.WriteLine($"report  {RecipePaths.Show(page)}");
            if (parsed.GetValue(open))
            {
                Open(page);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string OfRun(CommandContext context, string name)
    {
        RunFolder folder = RunOrRecipe.Folder(name);
        ReportWriter.Write(folder, context.Workshop.Run.Images.Thumbnail);
        return folder.Report;
    }

    private static string OfAnnotations(CommandContext context, string name, string? output, string? images)
    {
        string file = RecipePaths.Resolve(name, Environment.CurrentDirectory);
        string folder = RecipePaths.Resolve(output ?? Path.Combine("out", Path.GetFileNameWithoutExtension(file)), Environment.CurrentDirectory);
        string? pictures = images is null ? null : RecipePaths.Resolve(images, Environment.CurrentDirectory);
        return pictures is null || Directory.Exists(pictures)
            ? AnnotationReportWriter.Write(
                file, folder, AnnotationsFile.Read, pictures, context.Workshop.Run.Images.Thumbnail)
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
