using Mpa.Leveling;
using Mpa.Torch.Families;
using Mpa.Torch.Inspection;
using Mpa.Torch.Lora;
using TorchSharp.Modules;

namespace Mpa.Torch.Training;

/// <summary>
/// The plan of a training, applied to a student: which of its parameters train, each part at its own rate.
/// </summary>
/// <param name="Groups">What is trained, a group a part.</param>
/// <param name="Table">Every part, trained or frozen.</param>
internal sealed record TrainedParts(IReadOnlyList<ParameterGroup> Groups, IReadOnlyList<TrainedPart> Table)
{
    /// <summary>Follows the plan.</summary>
    /// <param name="student">The student.</param>
    /// <param name="adapters">Of its language model; null where the plan has none.</param>
    /// <param name="plan">Rates.</param>
    /// <exception cref="MpaException">Everything is frozen.</exception>
    public static TrainedParts Choose(IVisionLanguageNetwork student, LoraAdapters? adapters, TrainingPlan plan)
    {
        List<ParameterGroup> parts = [.. student.Parameters
            .GroupBy(p => NameOf(p.Name))
            .Select(part => Group(part.Key, [.. part]))];
        if (adapters is not null)
        {
            parts.Add(Group(TrainingPlan.AdaptersPart, adapters.Parameters));
        }

        ParameterGroup[] trained = [.. parts.Where(part => part.Peak > 0)];
        return trained.Length > 0
            ? new TrainedParts(trained, [.. parts.Select(Row)])
            : throw new MpaException(
                "level freezes every part: visionRate, connectorRate and languageRate are all 0. "
                + "Give one of them a rate.");

        ParameterGroup Group(string part, IReadOnlyList<(string Name, Parameter Value)> parameters) =>
            new(part, plan.PeakOf(part), parameters);
    }

    /// <summary>
    /// Whether nothing but adapters trains. Where another part changes too, an adapter folder would not make the
    /// student from its base.
    /// </summary>
    public bool AdaptersAlone => Groups.All(group => group.Part == TrainingPlan.AdaptersPart);

    private static TrainedPart Row(ParameterGroup part) =>
        new(part.Part, part.Parameters.Sum(p => p.Value.numel()), part.Peak);

    // The head belongs to the language model, as in the paper's trainer.
    private static string NameOf(string parameter) => ModelParts.Of(parameter) switch
    {
        ModelPart.VisionTower => TrainingPlan.VisionTowerPart,
        ModelPart.Connector => TrainingPlan.ConnectorPart,
        _ => TrainingPlan.LanguageModelPart,
    };
}
