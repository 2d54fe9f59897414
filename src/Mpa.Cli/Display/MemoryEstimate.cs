using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>The memory that a run needs for its largest model at a time.</summary>
internal static class MemoryEstimate
{
    // fp32; a student trains in it whatever it answers in.
    private const int WeightBytes = 4;

    // Weight, gradient and AdamW's two moments, in fp32.
    private const int FullTrainingBytes = 16;

    /// <summary>Bytes for the weights of the teacher or the training of the student, whichever is more; images and activations come on top.</summary>
    public static double Bytes(Recipe recipe)
    {
        int student = recipe.Level.Method == "full" ? FullTrainingBytes : WeightBytes;
        return Math.Max(AnswerBytes(recipe.Teacher) * (double)Size(recipe.Teacher), student * (double)Size(recipe.Student));
    }

    private static int AnswerBytes(ModelReference model) => model.Folder?.Dtype == "bfloat16" ? WeightBytes / 2 : WeightBytes;

    private static long Size(ModelReference model) => model.Path is null ? 0 : ModelSize.Parameters(model.Path) ?? 0;
}
