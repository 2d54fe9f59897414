using System.CommandLine;
using System.Globalization;
using Mpa.Cli.Display;
using Mpa.Cli.Doctor;
using Mpa.Torch;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa doctor</c>: what this machine has, and how fast it multiplies.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        ExampleCommand command = new(
            "doctor",
            "Prints versions, processor, memory and the speed of matrix products, and keeps the speed for mpa plan.",
            "mpa doctor");
        command.SetAction(_ =>
        {
            Print(context, MachineFacts.All().Concat(context.Workshop.Engine.Facts()));
            EngineSpeed speed = context.Workshop.Engine.Measure();
            Print(
                context,
                [
                    ("GEMM fp32", Flops(speed.Float32)),
                    ("GEMM bf16", Flops(speed.BFloat16)),
                    ("weights read", $"{Format.Bytes(speed.Memory)}/s, one row at a time"),
                    ("kept in", Keep(context, speed)),
                ]);
            context.Terminal.Out.WriteLine("All is there; begin with: mpa demo");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(CommandContext context, IEnumerable<(string Name, string Value)> facts)
    {
        foreach ((string name, string value) in facts)
        {
            context.Terminal.Out.WriteLine($"{name,-14} {value}");
        }
    }

    // Without it the plan guesses: no reason to call a sound machine unfit.
    private static string Keep(CommandContext context, EngineSpeed speed)
    {
        string cache = context.Workshop.Places.Cache;
        try
        {
            MachineFile.Write(cache, speed, context.Terminal.Time.GetUtcNow());
            return $"{MachineFile.In(cache)}, for mpa plan";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"no file, so mpa plan will guess: {e.Message}";
        }
    }

    private static string Flops(double perSecond) =>
        string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e9:0} GFLOPS");
}
