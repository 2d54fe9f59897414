using Mpa.Cli.Display;
using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Cli.Estimates;

/// <summary>The memory that a run needs for its largest model at a time; images and activations come on top.</summary>
internal static class MemoryEstimate
{
    // fp32; a student trains in it whatever it answers in.
    private const int WeightBytes = 4;

    // Weight, gradient and AdamW's two moments, in fp32.
    private const int FullTrainingBytes = 16;

    /// <summary>
    /// Bytes for the teacher's, the judge's or the student's answers, or for the student's training, whichever is most.
    /// </summary>
    public static double Bytes(Recipe recipe, RunPlan plan, KnownModels models)
    {
        long trained = models.Student?.Size.Parameters ?? 0;
        double training = recipe.Level.Method == "full" ? FullTraining(trained) : Lora(trained, 0);
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
    /// <param name="dtype">As a recipe states it.</param>
    public static double Answering(long parameters, string dtype) => (double)parameters * dtype switch
    {
        "bfloat16" => WeightBytes / 2,
        "int8" => WeightBytes / 4,
        _ => WeightBytes,
    };

    /// <summary>Bytes to train adapters on a model.</summary>
    public static double Lora(long parameters, long adapters) => Answering(parameters, "float32") + FullTraining(adapters);

    /// <summary>Bytes to train every weight.</summary>
    public static double FullTraining(long parameters) => FullTrainingBytes * (double)parameters;

    private static double Answering(KnownModel? model, RequestShape request) =>
        model is null ? 0 : Answering(model.Size.Parameters, model.Dtype) + Cache(model, request);

    // An 8-bit model keeps its keys and values in 16 bits.
    private static double Cache(KnownModel model, RequestShape request)
    {
        double tokens = request.Text + request.LongestReply + (request.Images > 0 ? model.Image.Tokens : 0);
        int bytes = model.Dtype == "float32" ? WeightBytes : WeightBytes / 2;
        return ComputeTime.Together(request, model.Image.Tokens) * tokens * model.Size.CacheWidth * bytes;
    }
}
