using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>The memory that a run needs for its largest model at a time; images and activations come on top.</summary>
internal static class MemoryEstimate
{
    // fp32; a student trains in it whatever it answers in.
    private const int WeightBytes = 4;

    // Weight, gradient and AdamW's two moments, in fp32.
    private const int FullTrainingBytes = 16;

    /// <summary>Bytes for the weights of the teacher, the judge or the training of the student, whichever is most.</summary>
    public static double Bytes(Recipe recipe)
    {
        long student = Size(recipe.Student);
        double training = recipe.Level.Method == "full" ? FullTraining(student) : Lora(student, 0);
        double judge = recipe.Judge is { } options ? Answering(options.Model) : 0;
        return Math.Max(judge, Math.Max(Answering(recipe.Teacher), training));
    }

    /// <summary>Bytes of the weights of a model that answers.</summary>
    public static double Answering(long parameters, bool bfloat16) => (bfloat16 ? WeightBytes / 2 : WeightBytes) * (double)parameters;

    /// <summary>Bytes to train adapters on a model.</summary>
    public static double Lora(long parameters, long adapters) => Answering(parameters, bfloat16: false) + FullTraining(adapters);

    /// <summary>Bytes to train every weight.</summary>
    public static double FullTraining(long parameters) => FullTrainingBytes * (double)parameters;

    private static double Answering(ModelReference model) => Answering(Size(model), model.Folder?.Dtype == "bfloat16");

    private static long Size(ModelReference model) => model.Path is null ? 0 : ModelSize.Parameters(model.Path) ?? 0;
}
