using System.CommandLine;
using Mpa.Cli.Models;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa inspect MODEL</c>: what a model is and needs, from its headers.</summary>
internal static class InspectCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> model = new("model") { Description = "A model folder, or owner/name of a pulled model." };
        Option<bool> check = new("--check") { Description = "Compares names and shapes of all tensors with what the family expects (loads libtorch, no weights)." };
        ExampleCommand command = new("inspect", "Prints a model's configuration, its parameters by part, and the memory a run needs.", "mpa inspect models/demo-student") { model, check };
        command.SetAction(parsed =>
        {
            string folder = ModelFolders.Find(parsed.GetRequiredValue(model), context.Workshop.Places.Models);
            context.Terminal.Out.Write(InspectText.Of(ModelInventory.Read(folder), context.Workshop.Places.Memory));
            if (parsed.GetValue(check))
            {
                context.Workshop.Engine.CheckTensors(folder);
                context.Terminal.Out.WriteLine("tensors     names and shapes are as the family has them");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
