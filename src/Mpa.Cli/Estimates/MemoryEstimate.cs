using Mpa.Cli.Display;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;

namespace Mpa.Cli.Estimates;

/// <summary>The memory that a run needs for its largest model at a time; images and activations come on top.</summary>
internal static class MemoryEstimate
{
    // fp32; a student trains in it whatever it answers in.
    private const int WeightBytes = 4;

    // In fp32, as all of what follows of what trains: its gradient and AdamW's two moments.
    private const int TrainedNumbers = 3;

    /// <summary>
    /// Bytes for the teacher's, the judge's or the student's answers, or for the student's training, whichever is most.
    /// </summary>
    public static double Bytes(Recipe recipe, RunPlan plan, KnownModels models)
    {
        double training = models.Student is { } student ? Training(student.Size, recipe.Level) : 0;
        return plan.Stages
            .SelectMany(stage => stage.Models)
            .Select(asked => Answering(models[asked.Role], asked.Each))
            .Append(training)
            .Max();
    }

    /// <summary>"12 MB, for …": the bytes, and what of a run they count.</summary>
    public static string Text(double bytes) =>
        $"{Format.Bytes(bytes)}, for weights, training and the keys and values of a batch; "
        + "images and activations come on top";

    /// <summary>Bytes of the weights of a model that answers.</summary>
    /// <param name="parameters">Weights.</param>
    /// <param name="type">Their number type.</param>
    public static double Answering(long parameters, WeightType type) => (double)parameters * type switch
    {
        WeightType.BFloat16 => WeightBytes / 2,
        WeightType.Int8 => WeightBytes / 4,
        _ => WeightBytes,
    };

    /// <summary>Bytes to train a student as its options plan it; with level.targets, adapters take less.</summary>
    public static double Training(ModelSize student, LevelOptions level)
    {
        TrainingPlan plan = new(level);
        long adapters = plan.Adapted ? level.Rank * student.AdapterWidth : 0;
        long trained = (plan.VisionTower > 0 ? student.VisionParameters : 0)
            + (plan.Connector > 0 ? student.ConnectorParameters : 0)
            + (plan.LanguageModel > 0 ? student.LanguageParameters : 0)
            + (plan.Adapters > 0 ? adapters : 0);
        return Training(student.Parameters + adapters, trained, Numbers(level.Optimizer));
    }

    /// <summary>Bytes to train a model.</summary>
    /// <param name="parameters">All numbers, adapters included.</param>
    /// <param name="trained">Those of them that train.</param>
    /// <param name="numbers">What each of these has beside itself: gradient and moments.</param>
    public static double Training(long parameters, long trained, int numbers = TrainedNumbers) =>
        ((double)parameters * WeightBytes) + ((double)trained * numbers * WeightBytes);

    // Adafactor keeps rows and columns alone, which are as nothing beside the gradient.
    private static int Numbers(string? optimizer) => optimizer switch
    {
        "lion" or "sgd" => TrainedNumbers - 1,
        "adafactor" => TrainedNumbers - 2,
        _ => TrainedNumbers,
    };

    private static double Answering(KnownModel? model, RequestShape request) =>
        model is null ? 0 : Answering(model.Size.Parameters, model.Weights) + Cache(model, request);

    // An 8-bit model keeps its keys and values in 16 bits.
    private static double Cache(KnownModel model, RequestShape request)
    {
        double tokens = request.Text + request.LongestReply + (request.Shown * model.Image.Tokens);
        int bytes = model.Weights == WeightType.Float32 ? WeightBytes : WeightBytes / 2;
        return ComputeTime.Together(request, model.Image.Tokens) * tokens * model.Size.CacheWidth * bytes;
    }
}
