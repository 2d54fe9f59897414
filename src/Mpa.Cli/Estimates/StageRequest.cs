using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;
using Mpa.Torch;

namespace Mpa.Cli.Estimates;

/// <summary>What a request of a stage comes to before any was asked.</summary>
/// <param name="Text">Tokens of the prompt without its image.</param>
/// <param name="LongestReply">Tokens that a reply is cut at.</param>
/// <param name="Reply">Tokens that are written as a rule.</param>
/// <param name="Images">Images that the vision tower reads for it: a part of one where several requests share it, none for a judge.</param>
/// <param name="BatchSize">Requests put at a time.</param>
internal sealed record StageRequest(int Text, int LongestReply, int Reply, double Images, int BatchSize)
{
    // Assumed: a question of a line with its answer, and an answer of a few words, as the four tasks' data sets have them. The bound of
    // maxNewTokens is many times as much, and models end before it.
    private const int PairTokens = 32;
    private const int AnswerTokens = 8;

    // A question of a line, and what a chat template puts around a prompt.
    private const int QuestionTokens = 15;
    private const int TemplateTokens = 20;

    // The judge's prompt: a question, its accepted answers, the given one, and what is asked about them.
    private const int JudgeTokens = 100;

    /// <summary>Of a stage and the role of the model that is asked.</summary>
    public static StageRequest Of(Recipe recipe, Stage stage, ModelRole role) => (stage, role) switch
    {
        (Stage.Annotate, _) => new(
            Tokens(VqaTask.Named(recipe.Task).AnnotationPrompt), recipe.Annotate.MaxNewTokens, Math.Min(PairTokens, recipe.Annotate.MaxNewTokens), 1.0 / recipe.Annotate.PerImage, recipe.Annotate.BatchSize),
        (_, ModelRole.Judge) => new(JudgeTokens + TemplateTokens, recipe.Judge!.MaxNewTokens, 1, 0, recipe.Judge.BatchSize),
        (Stage.Evaluate, _) when recipe.Evaluate is { } test => Answer(recipe, test.MaxNewTokens, 1, test.BatchSize),
        _ => Answer(recipe, recipe.Identify.MaxNewTokens, 1.0 / recipe.Annotate.PerImage, recipe.Identify.BatchSize),
    };

    /// <summary>An example of the training: a question about an image, and its answer.</summary>
    public static StageRequest Example(Recipe recipe) => Answer(recipe, AnswerTokens, 1, recipe.Level.BatchSize);

    /// <summary>Requests that are worked on together, as the engine bounds them (<see cref="TorchModelOptions"/>).</summary>
    /// <param name="image">Image tokens of a whole request.</param>
    public int Together(long image)
    {
        long tokens = Text + LongestReply + (Images > 0 ? image : 0);
        return (int)Math.Max(1, Math.Min(Math.Min(BatchSize, TorchModelOptions.Default.BatchSize), TorchModelOptions.Default.BatchTokens / tokens));
    }

    private static StageRequest Answer(Recipe recipe, int longest, double images, int batchSize) =>
        new(QuestionTokens + Tokens(VqaTask.Named(recipe.Task).AnswerInstruction), longest, Math.Min(AnswerTokens, longest), images, batchSize);

    private static int Tokens(string text) => TokenEstimate.Prompt(text, pixels: 0) + TemplateTokens;
}
