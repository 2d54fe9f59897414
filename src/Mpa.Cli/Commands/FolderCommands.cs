using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa clean RUN</c>: deletes what a run folder keeps of other settings.</summary>
internal static class CleanCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> run = new("run") { Description = "A run folder." };
        Option<bool> dry = new("--dry-run") { Description = "Only tells what would be deleted." };
        ExampleCommand command = new(
            "clean",
            "Deletes the rows and leveled students of other settings that a run folder keeps.",
            "mpa clean out/demo --dry-run",
            "mpa clean out/demo")
        {
            run, dry,
        };
        command.SetAction(parsed =>
        {
            RunFolder folder = RunOrRecipe.Folder(parsed.GetRequiredValue(run));
            bool isDry = parsed.GetValue(dry);
            KeptWork work = isDry ? KeptWork.Of(folder) : KeptWork.Remove(folder);
            string done = isDry ? "would be deleted" : "deleted";
            context.Terminal.Out.Write(
                work.Bytes == 0 ? "nothing of other settings is kept\n" : $"{done}: {KeptText.Of(work)}\n");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>mpa mend RUN</c>: what was changed or damaged in a run folder goes aside, or is accepted.</summary>
internal static class MendCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> run = new("run") { Description = "A run folder." };
        Option<bool> accept = new("--accept")
        {
            Description = "Takes the changed files as they are now; what follows from them is done again.",
        };
        ExampleCommand command = new(
            "mend",
            "Sets files aside that were changed or damaged since their stage was complete.",
            "mpa mend out/demo",
            "mpa mend out/demo --accept")
        {
            run, accept,
        };
        command.SetAction(parsed =>
        {
            context.Terminal.Out.Write(Mend(context, parsed.GetRequiredValue(run), parsed.GetValue(accept)));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Mend(CommandContext context, string argument, bool isAccepted)
    {
        RunFolder folder = RunOrRecipe.Folder(argument);
        bool wasChanged = RunMending.MendManifest(folder, isAccepted);
        if (wasChanged && !isAccepted)
        {
            return "run.json: set aside in kept/changed\n"
                + "next    mpa run and the recipe; finished rows are kept and not asked again\n";
        }

        Recipe recipe = RunOrRecipe.Load(argument, [], context.Workshop.Places.Models);
        RunParts parts = context.Workshop.Run;
        IEnumerable<string> names =
        [
            .. wasChanged ? ["run.json"] : Array.Empty<string>(),
            .. isAccepted ? RunMending.Accept(recipe, parts) : RunMending.SetAside(recipe, parts),
        ];
        string done = isAccepted ? "taken as it is now" : "set aside in kept/changed";
        return !names.Any()
            ? "every file is as its stage left it\n"
            : string.Concat(names.Select(name => $"{name}: {done}\n")) + $"next    mpa run {argument}\n";
    }
}
