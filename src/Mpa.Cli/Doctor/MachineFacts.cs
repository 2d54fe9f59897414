using System.Reflection;
using System.Runtime.InteropServices;
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
        typeof(MachineFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
