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
/// What a served model will read, write and cost: by the means of the stage's replies where there are any, else
/// guessed from the images' sizes, the prompts and the longest replies allowed.
/// </summary>
/// <param name="recipe">What would run.</param>
/// <param name="role">The model's, teacher or judge.</param>
/// <param name="server">Its prices.</param>
internal sealed class CostEstimate(Recipe recipe, ModelRole role, ServerOptions server)
{
    private const double Million = 1e6;

    private readonly LedgerRow[] _ledger =
        [.. JsonLines.Read<LedgerRow>(new RunFolder(recipe.Output).Ledger).Where(row => row.Role == role)];

    private readonly long _pixels = role == ModelRole.Judge ? 0 : Pixels(recipe, server);
    private readonly string _who = role == ModelRole.Teacher ? "" : $"{role.Name()}: ";

    /// <summary>Of each served model that is asked; empty for none.</summary>
    public static string All(Recipe recipe, RunPlan plan)
    {
        string teacher = Of(recipe.Teacher, ModelRole.Teacher);
        return teacher + string.Concat(recipe.Advisers
            .Where(adviser => adviser.Model != recipe.Teacher)
            .DistinctBy(adviser => adviser.Model)
            .Select(adviser => Of(adviser.Model, adviser.Role)));

        string Of(ModelReference model, ModelRole role) =>
            model.Server is { } server ? new CostEstimate(recipe, role, server).Text(plan) : "";
    }

    /// <summary>"cost    about …" and, under a budget, what is left of it; each with its line feed.</summary>
    private string Text(RunPlan plan)
    {
        double prompt = 0, reply = 0;
        foreach (StagePlan stage in plan.Stages.Where(stage => !stage.Complete))
        {
            foreach (ModelPlan asked in stage.Models.Where(model => Counts(model.Role)))
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
        string basis = _ledger.Length == 0 ? "guessed, rather too much" : "by the replies so far";
        return $"tokens  {_who}about {Format.Count((long)prompt)} to read "
            + $"and {Format.Count((long)reply)} to write still, {basis}\n"
            + $"cost    {_who}{price}{Budget()}\n";
    }

    /// <summary>Who is the same model as another is on that one's account.</summary>
    private bool Counts(ModelRole asked) => asked == role || recipe.Advisers.Any(adviser =>
        adviser.Role == asked && adviser.Model == (role == ModelRole.Teacher ? recipe.Teacher : Model(role)));

    private ModelReference? Model(ModelRole adviser) =>
        recipe.Advisers.FirstOrDefault(one => one.Role == adviser).Model;

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
        int prompt = request.Images == 0 ? request.Text : TokenEstimate.Prompt(request.Prompt, _pixels);
        return rows.Length > 0
            ? (rows.Average(row => row.PromptTokens), rows.Average(row => row.ReplyTokens))
            : (prompt, request.LongestReply + server.ThinkingTokens);
    }

    /// <summary>
    /// Of a mean item as it is sent; before the images are collected, of one that is as large as allowed.
    /// </summary>
    private static long Pixels(Recipe recipe, ServerOptions server)
    {
        IEnumerable<ImageItem> images = JsonLines.Stream<ImageItem>(new RunFolder(recipe.Output).Images);
        return (long)images
            .Select(item => item.Shown.Sum(part => Math.Min((long)part.Width * part.Height, server.MaxPixels)))
            .DefaultIfEmpty((long)server.MaxPixels * recipe.ImagesMost)
            .Average();
    }
}
