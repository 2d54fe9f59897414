using Mpa.Leveling;
using Mpa.Torch.Inspection;
using Mpa.Torch.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>Which parts of a student train, each at its own rate, as the paper's trainer has it (github 2U1/Qwen2-VL-Finetune).</summary>
/// <param name="Tensors">What is trained.</param>
/// <param name="Table">Every part, trained or frozen.</param>
internal sealed record TrainedParts(IReadOnlyList<TrainedTensor> Tensors, IReadOnlyList<TrainedPart> Table)
{
    /// <summary>The part that adapters are in the table.</summary>
    public const string Adapters = "adapters";

    /// <summary>Follows the recipe's rates.</summary>
    /// <param name="model">The student.</param>
    /// <param name="adapters">Of its language model, which then is frozen itself; null where all weights may train.</param>
    /// <param name="options">Rates.</param>
    /// <exception cref="MpaException">Everything is frozen.</exception>
    public static TrainedParts Choose(nn.Module model, LoraAdapters? adapters, LevelOptions options)
    {
        List<TrainedTensor> tensors = [];
        List<TrainedPart> table = [];
        foreach (IGrouping<string, (string Name, Parameter Value)> part in model.named_parameters().GroupBy(p => NameOf(p.name), p => (p.name, p.parameter)))
        {
            double rate = RateOf(part.Key, adapters is not null, options);
            Add(part.Key, [.. part], rate);
        }

        if (adapters is not null)
        {
            Add(Adapters, adapters.Parameters, options.LanguageRate ?? options.LearningRate);
        }

        return tensors.Count > 0
            ? new TrainedParts(tensors, table)
            : throw new MpaException("level freezes every part: visionRate, connectorRate and languageRate are all 0. Give one of them a rate.");

        void Add(string name, IReadOnlyList<(string Name, Parameter Value)> parameters, double rate)
        {
            table.Add(new TrainedPart(name, parameters.Sum(p => p.Value.numel()), rate));
            if (rate > 0)
            {
                tensors.AddRange(parameters.Select(p => new TrainedTensor(p.Name, p.Value, rate / options.LearningRate)));
            }
        }
    }

    // The head belongs to the language model, as in the paper's trainer.
    private static string NameOf(string parameter) => ModelParts.Of(parameter) switch
    {
        ModelPart.VisionTower => "vision tower",
        ModelPart.Connector => "connector",
        _ => "language model",
    };

    private static double RateOf(string part, bool adapted, LevelOptions options)
    {
        double pixels = adapted ? 0 : options.LearningRate;
        return part switch
        {
            "vision tower" => options.VisionRate ?? pixels,
            "connector" => options.ConnectorRate ?? options.VisionRate ?? pixels,
            _ => adapted ? 0 : options.LanguageRate ?? options.LearningRate,
        };
    }
}
