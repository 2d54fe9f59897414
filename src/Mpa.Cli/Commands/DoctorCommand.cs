using System.CommandLine;
using Mpa.Cli.Doctor;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa doctor</c>: what this machine has, and how fast it multiplies.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        ExampleCommand command = new("doctor", "Prints versions, processor, memory and the measured speed of matrix products.", "mpa doctor");
        command.SetAction(_ =>
        {
            foreach ((string name, string value) in MachineFacts.All().Concat(context.Services.EngineFacts()))
            {
                context.Terminal.Out.WriteLine($"{name,-14} {value}");
            }

            context.Terminal.Out.WriteLine("All is there; begin with: mpa demo");
            return ExitCode.Done;
        });
        return command;
    }
}
