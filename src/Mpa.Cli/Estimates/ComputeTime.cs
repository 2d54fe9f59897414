using Mpa.Leveling;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Torch;

namespace Mpa.Cli.Estimates;

/// <summary>
/// Seconds that a model takes by the machine's speed: two operations a weight and token over a share of the rate of
/// large products, and for each token written the bytes of the language model's weights over a share of the memory's
/// rate, which a batch reads once. Attention, norms and the reading of images are in the shares; they were measured
/// with Qwen2-VL-2B (docs/log.md, "Qwen2-VL-2B beside transformers").
/// </summary>
/// <param name="speed">Of this machine.</param>
/// <param name="runsAtATime">Runs that share it.</param>
internal sealed class ComputeTime(EngineSpeed speed, int runsAtATime)
{
    /// <summary>
    /// Of a request or an example of the smallest model (calls, tokenizers, rows: the demo's take 1 to 8 ms), and of
    /// one whose size is not known.
    /// </summary>
    public const double LeastSeconds = 0.005;

    private const double PrefillShare = 0.76;
    private const double PrefillShareBFloat16 = 0.58;
    private const double TrainingShare = 0.67;

    // Decoding at batch 1 reads 14 to 16 GiB of weights a second on a machine where mpa doctor's one-row product reads
    // 26.
    private const double DecodingShare = 0.57;

    // Of the rate in bfloat16, to which 8-bit weights are widened before each product.
    private const double PrefillShareInt8 = 0.48;

    // Read in 8 bits, written in 16 and read again.
    private const int WidenedBytes = 5;

    // Forward once; backward as much for the gradients of what goes through, and as much again for those of the
    // weights.
    private const int Forward = 1;
    private const int ForFrozen = 2;
    private const int ForTrained = 3;

    /// <summary>Of one request.</summary>
    public double Request(KnownModel model, RequestShape request)
    {
        double reach = Reach(model.Weights);
        double decoder = model.Size.Language + model.Size.Head;
        double image = request.Images * (TowerProducts(model) + ConnectorProducts(model));
        double tokens = request.Text + (request.Shown * model.Image.Tokens);
        double prompt = (model.Size.Language * tokens) + model.Size.Head;
        double bytes = decoder * WeightBytes(model.Weights) / Together(request, model.Image.Tokens);
        double read = bytes / (speed.Memory * DecodingShare);
        return Least((2 * (image + prompt) / reach) + (request.Reply * (read + (2 * decoder / reach))));
    }

    /// <summary>
    /// Requests that are worked on together, as the engine bounds them (<see cref="TorchModelOptions"/>).
    /// </summary>
    /// <param name="request">One of them.</param>
    /// <param name="image">Image tokens of a whole request.</param>
    public static int Together(RequestShape request, long image)
    {
        TorchModelOptions bounds = TorchModelOptions.Default;
        long tokens = request.Text + request.LongestReply + (request.Shown * image);
        return (int)Math.Max(1, Math.Min(Math.Min(request.BatchSize, bounds.BatchSize), bounds.BatchTokens / tokens));
    }

    /// <summary>Of one example of a training, in float32.</summary>
    /// <param name="model">The student.</param>
    /// <param name="example">Its text.</param>
    /// <param name="plan">Which parts train.</param>
    public double Example(KnownModel model, RequestShape example, TrainingPlan plan)
    {
        bool towerTrains = plan.VisionTower > 0;
        int tower = towerTrains ? ForTrained : Forward;
        int connector = plan.Connector > 0 ? ForTrained : towerTrains ? ForFrozen : Forward;

        // Gradients go through the language model to whatever trains.
        int language = plan.LanguageModel > 0 ? ForTrained : ForFrozen;
        double products = (tower * TowerProducts(model))
            + (connector * ConnectorProducts(model))
            + (language * model.Size.Language * (double)(example.Text + example.LongestReply + model.Image.Tokens));
        return Least(2 * products / (speed.Float32 * TrainingShare));
    }

    private double Least(double seconds) => Math.Max(LeastSeconds, seconds * runsAtATime);

    private static double TowerProducts(KnownModel model) => (double)model.Size.Vision * model.Image.Patches;

    private static double ConnectorProducts(KnownModel model) => (double)model.Size.Connector * model.Image.Tokens;

    private double Reach(WeightType type) => type switch
    {
        WeightType.BFloat16 => speed.BFloat16 * PrefillShareBFloat16,
        WeightType.Int8 => speed.BFloat16 * PrefillShareInt8,
        _ => speed.Float32 * PrefillShare,
    };

    private static int WeightBytes(WeightType type) => type switch
    {
        WeightType.BFloat16 => 2,
        WeightType.Int8 => WidenedBytes,
        _ => 4,
    };
}
