using System.CommandLine;
using System.Globalization;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa debug compare FOLDER</c>: where a model departs from golden numbers.</summary>
internal static class DebugCommand
{
    // The usual tolerance of float32 logits; towers with rotary angles come to five times as much.
    private const double Tolerance = 5e-4;

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context) => new ExampleCommand(
        "debug",
        "For whoever adds a model family: compares the network with numbers of the public implementation.",
        "mpa debug compare tests/goldens/families/qwen2vl-v5-tiny")
    {
        Compare(context),
    };

    private static ExampleCommand Compare(CommandContext context)
    {
        Argument<string> folder = new("folder") { Description = "A golden folder: cases.json of format 2 and model/." };
        Option<string?> only = new("--case") { Description = "The name of one forward case; else all of them." };
        Option<string?> images = new("--images")
        {
            Description = "Where the images lie that cases name; else the folder images beside the folder's parent.",
        };
        ExampleCommand command = new(
            "compare",
            "Prints by how much each activation differs, and the first that departs.",
            "mpa debug compare tests/goldens/families/qwen2vl-v5-tiny")
        {
            folder, only, images,
        };
        command.SetAction(parsed => Run(
            context, parsed.GetRequiredValue(folder), parsed.GetValue(only), parsed.GetValue(images)));
        return command;
    }

    private static int Run(CommandContext context, string given, string? only, string? images)
    {
        string folder = Path.GetFullPath(ExistingPath.Of(given, "folder", Directory.Exists));
        IReadOnlyList<string> cases = CaseComparison.Cases(folder);
        if (only is not null && !cases.Contains(only))
        {
            throw new MpaException($"{given} has no forward case {only}; it has {string.Join(", ", cases)}.");
        }

        string pictures = images ?? Path.Combine(folder, "..", "..", "images");
        bool departed = false;
        foreach (string name in only is null ? cases : [only])
        {
            departed |= !Print(context.Terminal.Out, name, CaseComparison.Run(folder, name, pictures));
        }

        return departed ? ExitCode.Failed : ExitCode.Done;
    }

    private static bool Print(TextWriter output, string name, IReadOnlyList<ComparedTensor> compared)
    {
        output.WriteLine($"forward {name}");
        foreach (ComparedTensor tensor in compared)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {tensor.Name,-16}{tensor.Largest,10:g2}"));
        }

        ComparedTensor? first = compared.FirstOrDefault(tensor => !(tensor.Largest <= Tolerance)); // NaN departs too
        output.WriteLine(first is null
            ? string.Create(CultureInfo.InvariantCulture, $"equal within {Tolerance}")
            : $"departs at {first.Name}");
        return first is null;
    }
}
