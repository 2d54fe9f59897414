using Mpa.Cli.Display;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;

namespace Mpa.Cli.Estimates;

/// <summary>
/// What a served teacher will read, write and cost: by the means of the stage's replies where there are any, else guessed from the
/// images' sizes, the prompts and the longest replies allowed.
/// </summary>
internal sealed class CostEstimate(Recipe recipe, ServerOptions server)
{
    private const double Million = 1e6;
    private const string LongQuestion = "What is the difference between the value of the first and the last bar?";

    private readonly IReadOnlyList<LedgerRow> _ledger = JsonLines.Read<LedgerRow>(new RunFolder(recipe.Output).Ledger);
    private readonly long _pixels = Pixels(recipe, server);

    /// <summary>"cost    about …" and, under a budget, what is left of it; each with its line feed.</summary>
    public string Text(RunPlan plan)
    {
        (double prompt, double reply) = plan.Stages.Where(stage => !stage.Complete)
            .SelectMany(stage => stage.Models.Where(model => model.Role == ModelRole.Teacher).Select(model => Tokens(stage.Stage, model.Remaining)))
            .Aggregate((Prompt: 0.0, Reply: 0.0), (sum, next) => (sum.Prompt + next.Prompt, sum.Reply + next.Reply));
        double money = ((prompt * server.InputPrice) + (reply * server.OutputPrice)) / Million;
        string price = server.InputPrice + server.OutputPrice == 0 ? "no prices in the recipe" : $"about {Money.Text(money, server.Currency)} still";
        string basis = _ledger.Count == 0 ? "guessed, rather too much" : "by the replies so far";
        return $"tokens  about {Format.Count((long)prompt)} to read and {Format.Count((long)reply)} to write still, {basis}\ncost    {price}{Budget()}\n";
    }

    private string Budget()
    {
        double spent = _ledger.Sum(row => row.Cost);
        return (spent, server.Budget) switch
        {
            (0, 0) => "",
            (_, 0) => $"; {Money.Text(spent, server.Currency)} spent",
            _ => $"; {Money.Text(spent, server.Currency)} spent of a budget of {Money.Text(server.Budget, server.Currency)}",
        };
    }

    private (double Prompt, double Reply) Tokens(Stage stage, long requests)
    {
        LedgerRow[] rows = [.. _ledger.Where(row => row.Stage == stage)];
        return rows.Length > 0
            ? (requests * rows.Average(row => row.PromptTokens), requests * rows.Average(row => row.ReplyTokens))
            : (requests * (double)TokenEstimate.Prompt(Prompt(stage), _pixels), requests * (double)StageRequest.Of(recipe, stage, ModelRole.Teacher).LongestReply);
    }

    private string Prompt(Stage stage)
    {
        VqaTask task = VqaTask.Named(recipe.Task);
        return stage == Stage.Annotate ? task.AnnotationPrompt : task.AnswerPrompt(LongQuestion);
    }

    /// <summary>Of a mean image as it is sent; before the images are collected, of one that is as large as allowed.</summary>
    private static long Pixels(Recipe recipe, ServerOptions server)
    {
        IReadOnlyList<ImageItem> images = JsonLines.Read<ImageItem>(new RunFolder(recipe.Output).Images);
        return images.Count == 0 ? server.MaxPixels : (long)images.Average(image => Math.Min((long)image.Width * image.Height, server.MaxPixels));
    }
}
