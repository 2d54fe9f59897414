using Mpa.Recipes;

namespace Mpa.Planning;

/// <summary>
/// What a request of a stage comes to before any was asked: what estimates of time, memory and money go by.
/// </summary>
/// <param name="Prompt">A long user's text, for what a server will read.</param>
/// <param name="Text">Tokens of the prompt as a rule, without its image.</param>
/// <param name="LongestReply">Tokens that a reply is cut at.</param>
/// <param name="Reply">Tokens that are written as a rule.</param>
/// <param name="Images">
/// Images that the vision tower reads for it: a part of one where several requests share it, several where an item may
/// show them, none for a judge.
/// </param>
/// <param name="BatchSize">Requests put at a time.</param>
public sealed record RequestShape(string Prompt, int Text, int LongestReply, int Reply, double Images, int BatchSize)
{
    /// <summary>Images in its prompt.</summary>
    public int Shown { get; init; } = Images > 0 ? 1 : 0;

    // Assumed: a question of a line with its answer, and an answer of a few words, as the four tasks' data sets have
    // them. The bound of maxNewTokens is many times as much, and models end before it.
    private const int PairTokens = 32;
    private const int AnswerTokens = 8;

    // A question of a line, and what a chat template puts around a prompt.
    private const int QuestionTokens = 15;
    private const int TemplateTokens = 20;

    // The judge's prompt: a question, its accepted answers, the given one, and what is asked about them.
    private const int JudgeTokens = 100;

    private const string LongQuestion = "What is the difference between the value of the first and the last bar?";

    /// <summary>A question and its answer are written about an image.</summary>
    /// <param name="prompt">The user's text.</param>
    /// <param name="longestReply">Tokens that the reply is cut at.</param>
    /// <param name="shown">Images that the item shows.</param>
    /// <param name="requests">Requests about the same item, which share what the tower saw.</param>
    /// <param name="batchSize">Requests put at a time.</param>
    internal static RequestShape Pair(string prompt, int longestReply, int shown, double requests, int batchSize) =>
        new(prompt, Tokens(prompt), longestReply, Math.Min(PairTokens, longestReply), shown / requests, batchSize)
        {
            Shown = shown,
        };

    /// <summary>A question about an image is answered.</summary>
    /// <param name="task">Whose wording it has.</param>
    /// <param name="longestReply">Tokens that the answer is cut at.</param>
    /// <param name="shown">Images that the item shows.</param>
    /// <param name="requests">Requests about the same item, which share what the tower saw.</param>
    /// <param name="batchSize">Requests put at a time.</param>
    internal static RequestShape Answer(
        Tasks.VqaTask task, int longestReply, int shown, double requests, int batchSize) => new(
        task.AnswerPrompt(LongQuestion),
        QuestionTokens + Tokens(task.AnswerPrompt("")),
        longestReply,
        Math.Min(AnswerTokens, longestReply),
        shown / requests,
        batchSize)
        {
            Shown = shown,
        };

    /// <summary>An example of the training: a question about an image, and its answer.</summary>
    internal static RequestShape Example(Recipe recipe) =>
        Answer(recipe.Task, AnswerTokens, recipe.ImagesMost, 1, recipe.Level.BatchSize);

    /// <summary>An answer is put before the judge.</summary>
    internal static RequestShape Judgement(int longestReply, int batchSize) =>
        new("", JudgeTokens + TemplateTokens, longestReply, 1, 0, batchSize);

    private static int Tokens(string text) => TokenEstimate.Prompt(text, pixels: 0) + TemplateTokens;
}

/// <summary>
/// A guess at the tokens of a request before a server has counted any: four letters a token, and one token for 28 × 28
/// pixels, as Qwen2-VL reads images (others take fewer).
/// </summary>
public static class TokenEstimate
{
    private const int Letters = 4;
    private const int Pixels = 28 * 28;

    /// <summary>Tokens that a model reads.</summary>
    /// <param name="prompt">The user's text.</param>
    /// <param name="pixels">Of all images, as they are sent.</param>
    public static int Prompt(string prompt, long pixels) =>
        (int)Math.Min(int.MaxValue, (prompt.Length / Letters) + (pixels / Pixels) + 1);
}
