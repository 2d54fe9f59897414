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
            string argument = parsed.GetRequiredValue(run);
            RunFolder folder = RunOrRecipe.Folder(argument);
            Recipe recipe = RunOrRecipe.Load(argument, [], context.Workshop.Places.Models);
            RunParts parts = context.Workshop.Run;
            bool isAccepted = parsed.GetValue(accept);
            IReadOnlyList<string> names =
                isAccepted ? RunMending.Accept(recipe, parts) : RunMending.SetAside(recipe, parts);
            string done = isAccepted ? "taken as it is now" : "set aside in kept/changed";
            string next = names.Count == 0
                ? "every file is as its stage left it\n"
                : $"next    mpa run {argument}\n";
            context.Terminal.Out.Write(string.Concat(names.Select(name => $"{name}: {done}\n")) + next);
            return ExitCode.Done;
        });
        return command;
    }
}
