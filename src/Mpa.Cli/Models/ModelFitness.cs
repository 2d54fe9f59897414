using Mpa.Cli.Display;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Models;

/// <summary>What a model can be on this machine.</summary>
/// <param name="Teacher">"yes", "in bfloat16" or "no".</param>
/// <param name="Student">"full, lora", "lora" or "no": the ways it can be trained.</param>
/// <param name="Reason">Why not, where something is "no" or less than all; else null.</param>
internal sealed record ModelFitness(string Teacher, string Student, string? Reason)
{
    /// <summary>Of a model.</summary>
    /// <param name="model">What its folder holds.</param>
    /// <param name="memory">Bytes that this machine lets mpa use.</param>
    public static ModelFitness Of(ModelInventory model, long memory)
    {
        if (Fault(model) is { } fault)
        {
            return No(fault);
        }

        ModelNeeds needs = ModelNeeds.Of(model);
        string teacher = needs.Answering <= memory ? "yes" : needs.AnsweringInBFloat16 <= memory ? "in bfloat16" : "no";
        bool answers = teacher == "yes";
        string student = answers && needs.Full <= memory ? "full, lora" : answers && needs.Lora <= memory ? "lora" : "no";
        return new ModelFitness(teacher, student, Shortage(teacher, student, needs, memory));
    }

    /// <summary>A model that can be neither.</summary>
    public static ModelFitness No(string reason) => new("no", "no", reason);

    private static string? Fault(ModelInventory model) => !model.FamilyRuns
        ? $"family {model.Config.Family} is not one that mpa runs ({string.Join(", ", ModelInventory.Families)})"
        : model.MissingFiles.Count > 0 ? $"lacks {string.Join(" and ", model.MissingFiles)}: pull or copy the model again" : null;

    private static string? Shortage(string teacher, string student, ModelNeeds needs, long memory)
    {
        string usable = $"{Format.Bytes(memory)} of memory are usable here";
        return (teacher, student) switch
        {
            ("no", _) => $"needs {Format.Bytes(needs.AnsweringInBFloat16)} even in bfloat16, and {usable}",
            ("in bfloat16", _) => $"needs {Format.Bytes(needs.Answering)} in float32, in which a student trains, and {usable}",
            (_, "no") => $"training adapters needs {Format.Bytes(needs.Lora)}, and {usable}",
            (_, "lora") => $"training every weight needs {Format.Bytes(needs.Full)}, and {usable}",
            _ => null,
        };
    }
}
