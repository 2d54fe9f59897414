using Mpa.Cli.Display;
using Mpa.Cli.Estimates;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Torch;
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
        string teacher = needs.Answering <= memory ? "yes"
            : needs.AnsweringInBFloat16 <= memory ? "in bfloat16"
            : "no";
        string student = teacher != "yes" ? "no"
            : needs.Full <= memory ? "full, lora"
            : needs.Lora <= memory ? "lora"
            : "no";
        return new ModelFitness(teacher, student, Shortage(teacher, student, needs, memory));
    }

    /// <summary>Whether the model of a folder can be asked at all, whatever the memory.</summary>
    /// <exception cref="MpaException">It can't.</exception>
    public static void Check(string folder)
    {
        if (Fault(ModelInventory.Read(ModelFolders.Model(folder))) is { } fault)
        {
            throw new MpaException($"{folder}: {fault}");
        }
    }

    /// <summary>A model that can be neither.</summary>
    public static ModelFitness No(string reason) => new("no", "no", reason);

    private static string? Fault(ModelInventory model) => model switch
    {
        { FamilyRuns: false } =>
            $"family {model.Config.Family} is not one that mpa runs ({string.Join(", ", ModelInventory.Families)})",
        _ => model.Fault,
    };

    private static string? Shortage(string teacher, string student, ModelNeeds needs, long memory)
    {
        string usable = $"{Format.Bytes(memory)} of memory are usable here";
        return (teacher, student) switch
        {
            ("no", _) => $"needs {Format.Bytes(needs.AnsweringInBFloat16)} even in bfloat16, and {usable}",
            ("in bfloat16", _) =>
                $"needs {Format.Bytes(needs.Answering)} in float32, in which a student trains, and {usable}",
            (_, "no") => $"training adapters needs {Format.Bytes(needs.Lora)}, and {usable}",
            (_, "lora") => $"training every weight needs {Format.Bytes(needs.Full)}, and {usable}",
            _ => null,
        };
    }
}

/// <summary>The memory that a model needs in each of its uses, in bytes; images and activations come on top.</summary>
/// <param name="Answering">As a teacher or a student that answers: weights in fp32, keys and values of a full
/// batch.</param>
/// <param name="AnsweringInBFloat16">The same with weights and cache of half the size.</param>
/// <param name="Lora">As a student trained with adapters of the default rank.</param>
/// <param name="Full">As a student trained with every weight.</param>
internal sealed record ModelNeeds(double Answering, double AnsweringInBFloat16, double Lora, double Full)
{
    /// <summary>Rank of the adapters reckoned with.</summary>
    public static int Rank { get; } = new LevelOptions().Rank;

    /// <summary>Tokens that are held together at most.</summary>
    public static int Tokens { get; } = TorchModelOptions.Default.BatchTokens;

    /// <summary>Of a model.</summary>
    public static ModelNeeds Of(ModelInventory model)
    {
        double cache = (model.CacheBytesPerToken ?? 0) * (double)Tokens;
        long adapters = model.AdapterParameters(Rank);
        return new ModelNeeds(
            MemoryEstimate.Answering(model.Parameters, WeightType.Float32) + cache,
            MemoryEstimate.Answering(model.Parameters, WeightType.BFloat16) + (cache / 2),
            MemoryEstimate.Training(model.Parameters + adapters, trained: adapters),
            MemoryEstimate.Training(model.Parameters, trained: model.Parameters));
    }
}
