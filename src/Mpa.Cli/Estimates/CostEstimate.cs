using Mpa.Cli.Display;
using Mpa.Costs;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Estimates;

/// <summary>
/// What a served teacher will read, write and cost: by the means of the stage's replies where there are any, else
/// guessed from the images' sizes, the prompts and the longest replies allowed.
/// </summary>
internal sealed class CostEstimate(Recipe recipe, ServerOptions server)
{
    private const double Million = 1e6;

    private readonly IReadOnlyList<LedgerRow> _ledger = JsonLines.Read<LedgerRow>(new RunFolder(recipe.Output).Ledger);
    private readonly long _pixels = Pixels(recipe, server);

    /// <summary>"cost    about …" and, under a budget, what is left of it; each with its line feed.</summary>
    public string Text(RunPlan plan)
    {
        double prompt = 0, reply = 0;
        foreach (StagePlan stage in plan.Stages.Where(stage => !stage.Complete))
        {
            foreach (ModelPlan asked in stage.Models.Where(model => model.Role == ModelRole.Teacher))
            {
                (double read, double written) = TokensEach(stage.Stage, asked.Each);
                prompt += asked.Remaining * read;
                reply += asked.Remaining * written;
            }
        }

        double money = ((prompt * server.InputPrice) + (reply * server.OutputPrice)) / Million;
        string price = server.InputPrice + server.OutputPrice == 0
            ? "no prices in the recipe"
            : $"about {Money.Text(money, server.Currency)} still";
        string basis = _ledger.Count == 0 ? "guessed, rather too much" : "by the replies so far";
        return $"tokens  about {Format.Count((long)prompt)} to read "
            + $"and {Format.Count((long)reply)} to write still, {basis}\n"
            + $"cost    {price}{Budget()}\n";
    }

    private string Budget()
    {
        double spent = _ledger.Sum(row => row.Cost);
        return (spent, server.Budget) switch
        {
            (0, 0) => "",
            (_, 0) => $"; {Money.Text(spent, server.Currency)} spent",
            _ => $"; {Money.Text(spent, server.Currency)} spent of a budget of "
                + Money.Text(server.Budget, server.Currency),
        };
    }

    private (double Prompt, double Reply) TokensEach(Stage stage, RequestShape request)
    {
        LedgerRow[] rows = [.. _ledger.Where(row => row.Stage == stage)];
        return rows.Length > 0
            ? (rows.Average(row => row.PromptTokens), rows.Average(row => row.ReplyTokens))
            : (TokenEstimate.Prompt(request.Prompt, _pixels), request.LongestReply);
    }

    /// <summary>
    /// Of a mean image as it is sent; before the images are collected, of one that is as large as allowed.
    /// </summary>
    private static long Pixels(Recipe recipe, ServerOptions server)
    {
        IReadOnlyList<ImageItem> images = JsonLines.Read<ImageItem>(new RunFolder(recipe.Output).Images);
        return images.Count == 0
            ? server.MaxPixels
            : (long)images.Average(image => Math.Min((long)image.Width * image.Height, server.MaxPixels));
    }
}
