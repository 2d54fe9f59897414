using System.CommandLine;
using System.Diagnostics;
using Mpa.Cli.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa report RUN</c>: writes the report of a run anew.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> run = new("run") { Description = "A run folder." };
        Option<bool> open = new("--open") { Description = "Opens the report in the browser." };
        ExampleCommand command = new("report", "Writes the report of a run (HTML, Markdown, JSON) from its files.", "mpa report out/demo --open") { run, open };
        command.SetAction(parsed =>
        {
            RunFolder folder = RunOrRecipe.Folder(parsed.GetRequiredValue(run));
            context.Services.WriteReport(folder);
            context.Terminal.Out.WriteLine($"report  {RecipePaths.Show(folder.Report)}");
            if (parsed.GetValue(open))
            {
                Open(folder.Report);
            }

            return ExitCode.Done;
        });
        return command;
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
