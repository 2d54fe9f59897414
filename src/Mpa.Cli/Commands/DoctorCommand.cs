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
        command.SetAction((_, cancellation) => Task.FromResult(Run(context, cancellation)));
        return command;
    }

    private static int Run(CommandContext context, CancellationToken cancellation)
    {
        Print(context, MachineFacts.All().Concat(context.Workshop.Engine.Facts()));
        EngineSpeed speed = context.Workshop.Engine.Measure(
            what => context.Terminal.Error.WriteLine($"measuring {what} …"), cancellation);
        Print(
            context,
            [
                ("GEMM fp32", Flops(speed.Float32)),
                ("GEMM bf16", Flops(speed.BFloat16) + Advice(speed)),
                ("weights read", $"{Format.Bytes(speed.Memory)}/s, one row at a time"),
                ("kept in", Keep(context, speed)),
            ]);
        context.Terminal.Out.WriteLine("All is there; begin with: mpa demo");
        return ExitCode.Done;
    }

    // A processor without instructions for it computes bfloat16 number by number.
    private static string Advice(EngineSpeed speed) =>
        speed.BFloat16 < speed.Float32
            ? "; no fast bfloat16 here: answer in float32, or in bfloat16 to save memory"
            : "";

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
