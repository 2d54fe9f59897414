using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Hub;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa pull owner/name[@revision]</c>: downloads a model of the hub.</summary>
internal static class PullCommand
{
    private const int ShownCommit = 12;

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> model = new("model")
        {
            Description = "owner/name, or owner/name@revision for a branch, tag or commit.",
        };
        Option<string?> to = new("--to")
        {
            HelpName = "folder",
            Description = "The model's folder; else one below MPA_MODELS or ~/.mpa/models.",
        };
        ExampleCommand command = new(
            "pull",
            "Downloads a model of the hub: safetensors, tokenizer and configuration, checked. "
                + "Stopped, the same command goes on.",
            "mpa pull HuggingFaceTB/SmolVLM-256M-Instruct")
        {
            model, to,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            context, HubModelName.Parse(parsed.GetRequiredValue(model)), parsed.GetValue(to), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, HubModelName model, string? to, CancellationToken cancellation)
    {
        Terminal terminal = context.Terminal;
        string target = to is null
            ? Path.Combine(context.Workshop.Places.Models, model.FolderName)
            : RecipePaths.Resolve(to, Environment.CurrentDirectory);
        PullDisplay display = new(terminal);
        using ModelPull pull = await ModelPull.PrepareAsync(
            model, target, context.Workshop.Places.Hub(), display.Show, cancellation);
        PullRecord record = pull.Record;
        string size = Format.Bytes(record.Files.Sum(file => file.Size));
        terminal.Out.WriteLine(
            $"mpa pull {model} · commit {record.Commit[..ShownCommit]} · {record.Files.Count} files · "
                + $"{size} · {record.Endpoint}");
        if (pull.IsDone)
        {
            terminal.Out.WriteLine("all of it is there already");
        }
        else
        {
            await display.RunAsync(() => pull.RunAsync(cancellation));
        }

        WriteEnd(terminal.Out, pull);
        return ExitCode.Done;
    }

    private static void WriteEnd(TextWriter output, ModelPull pull)
    {
        string folder = RecipePaths.Show(pull.Target);
        output.WriteLine($"model    {folder}");
        if (pull.Record.License is { } license)
        {
            output.WriteLine($"license  {license}");
        }

        output.WriteLine($"recipe   student: {pull.Target}");
        output.WriteLine($"next     mpa inspect {TypedCommand.Quote(folder)}");
    }
}
