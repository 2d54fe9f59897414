using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Mpa.Cli.Display;

namespace Mpa.Cli.Doctor;

/// <summary>What can be told of the machine without loading libtorch.</summary>
internal static class MachineFacts
{
    /// <summary>Names and values, in the order to print.</summary>
    public static IEnumerable<(string Name, string Value)> All() =>
    [
        ("mpa", Version),
        (".NET", RuntimeInformation.FrameworkDescription),
        ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
        ("processor", $"{Processor.Name}, {Environment.ProcessorCount} cores usable"),
        ("instructions", string.Join(" ", Processor.InstructionSets)),
        ("memory", $"{Format.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} usable"),
    ];

    /// <summary>Of this program.</summary>
    public static string Version { get; } =
        typeof(MachineFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown";
}

/// <summary>The processor's name and what of its instructions matters to matrix products.</summary>
internal static class Processor
{
    private const string LinuxFacts = "/proc/cpuinfo";
    private static readonly string[] LinuxFlags = ["avx512_bf16", "amx_bf16", "avx512_vnni", "bf16"];

    /// <summary>As its maker calls it; the architecture where the system does not tell.</summary>
    public static string Name =>
        Fact("model name")
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>From the runtime, and from Linux those the runtime does not know.</summary>
    public static IReadOnlyList<string> InstructionSets
    {
        get
        {
            (string Name, bool Has)[] known =
            [
                ("avx2", Avx2.IsSupported),
                ("fma", Fma.IsSupported),
                ("avx512f", Avx512F.IsSupported),
                ("neon", AdvSimd.IsSupported),
            ];
            string[] flags = (Fact("flags") ?? Fact("Features") ?? "").Split(' ');
            string[] found = [.. known.Where(k => k.Has).Select(k => k.Name), .. LinuxFlags.Intersect(flags)];
            return found.Length > 0 ? found : ["none of those mpa looks for"];
        }
    }

    private static string? Fact(string name) => File.Exists(LinuxFacts)
        ? File.ReadLines(LinuxFacts)
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?.Split(':', 2)[1].Trim()
        : null;
}
