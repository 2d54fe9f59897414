using Mpa.Torch;

namespace Mpa.Cli.Doctor;

/// <summary>How fast this machine is, and how that is known.</summary>
/// <param name="Engine">Measured or guessed.</param>
/// <param name="Basis">What estimates by it rest on, for the end of a sentence.</param>
internal sealed record MachineSpeed(EngineSpeed Engine, string Basis)
{
    // Low for processors of today: some 20 GFLOPS a core remain of it after the shares that models reach.
    private const double FlopsOfCore = 27e9;
    private const double MemoryRate = 8e9;

    /// <summary>What to reckon with before mpa doctor has measured.</summary>
    /// <param name="cores">Of this machine.</param>
    /// <param name="next">Why, and what to do.</param>
    public static MachineSpeed Guess(int cores, string next) =>
        new(new EngineSpeed(FlopsOfCore * cores, FlopsOfCore * cores, MemoryRate), $"guessed from the models' sizes; {next}");
}
