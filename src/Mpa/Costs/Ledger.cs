using System.Globalization;
using System.Text.Json.Serialization;
using Mpa.Files;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Costs;

/// <summary>
/// What the served models of a run have cost so far, kept in ledger.jsonl: a budget holds over sessions and changed
/// recipes.
/// </summary>
internal sealed class Ledger
{
    private readonly string _path;
    private readonly LedgerAccount[] _accounts;

    /// <summary>Reads what earlier sessions spent.</summary>
    public Ledger(Recipe recipe)
    {
        _path = new RunFolder(recipe.Output).Ledger;
        ILookup<ModelRole, LedgerRow> rows = JsonLines.Read<LedgerRow>(_path).ToLookup(row => row.Role);
        _accounts =
        [
            .. Served(ModelRole.Teacher, recipe.Teacher),
            .. recipe.Advisers
                .Where(adviser => adviser.Model != recipe.Teacher)
                .DistinctBy(adviser => adviser.Model)
                .SelectMany(adviser => Served(adviser.Role, adviser.Model)),
        ];

        IEnumerable<LedgerAccount> Served(ModelRole role, ModelReference model) => model.Server is { } server
            ? [new LedgerAccount(this, role, server, rows[role])]
            : [];
    }

    /// <summary>"1.23 USD" for all stages; empty when nothing was spent.</summary>
    public string SpentText => Text(account => account.Spent);

    /// <summary>
    /// The account of a model; null for one of this machine. A judge that is the teacher has the teacher's.
    /// </summary>
    public LedgerAccount? Of(ModelReference model) =>
        Array.Find(_accounts, account => account.Prices == model.Server);

    /// <summary>The same for one stage.</summary>
    public string SpentTextOf(Stage stage) => Text(account => account.SpentIn(stage));

    /// <summary>Writes a reply down.</summary>
    public void Append(LedgerRow row)
    {
        using JsonLinesWriter<LedgerRow> writer = new(_path);
        writer.Append(row);
    }

    /// <summary>Cuts off a line that was torn by a kill, so that the next one begins a line.</summary>
    public void Mend()
    {
        if (File.Exists(_path) && JsonLines.IsTorn(_path))
        {
            JsonLines.Replace(_path, JsonLines.Read<LedgerRow>(_path));
        }
    }

    private string Text(Func<LedgerAccount, double> spent) => Money.Sum(
        _accounts.Select(account => (spent(account), account.Prices.Currency)).Where(part => part.Item1 > 0));
}

/// <summary>What one served model has cost, at its own prices and under its own budget.</summary>
internal sealed class LedgerAccount
{
    private const double Million = 1e6;

    private readonly Ledger _ledger;
    private readonly ModelRole _role;
    private readonly Dictionary<Stage, (int Replies, double Cost)> _stages = [];

    /// <summary>With what earlier sessions spent.</summary>
    public LedgerAccount(Ledger ledger, ModelRole role, ServerOptions prices, IEnumerable<LedgerRow> rows)
    {
        (_ledger, _role, Prices) = (ledger, role, prices);
        foreach (LedgerRow row in rows)
        {
            Count(row);
        }
    }

    /// <summary>Prices and budget.</summary>
    public ServerOptions Prices { get; }

    /// <summary>In all stages.</summary>
    public double Spent => _stages.Values.Sum(stage => stage.Cost);

    /// <summary>In one stage.</summary>
    public double SpentIn(Stage stage) => _stages.GetValueOrDefault(stage).Cost;

    /// <summary>Writes a reply down, before its row: a kill between the two forgets no money.</summary>
    public void Append(Stage stage, string id, ModelReply reply)
    {
        LedgerRow row = new(stage, id, reply.Reported, reply.PromptTokens, reply.ReplyTokens, Cost(reply))
        {
            Role = _role,
            ThoughtTokens = reply.ThoughtTokens,
        };
        Count(row);
        _ledger.Append(row);
    }

    /// <summary>See <see cref="Ledger.Mend"/>.</summary>
    public void Mend() => _ledger.Mend();

    /// <summary>Whether one more request fits in the budget, those under way counted at the stage's mean.</summary>
    public bool Affords(Stage stage, int underWay)
    {
        (int replies, double cost) = _stages.GetValueOrDefault(stage);
        double mean = replies == 0 ? 0 : cost / replies;
        return Prices.Budget == 0 || Spent + (underWay * mean) < Prices.Budget;
    }

    /// <exception cref="MpaException">Nothing is left of the budget.</exception>
    public void RequireBudget()
    {
        if (Prices.Budget > 0 && Spent >= Prices.Budget)
        {
            int replies = _stages.Values.Sum(stage => stage.Replies);
            string key = _role switch
            {
                ModelRole.Judge => "judge.model.budget",
                ModelRole.Opinion => "identify.opinion.model.budget",
                ModelRole.Filter => "annotate.filter.model.budget",
                _ => "teacher.budget",
            };
            throw new MpaException(string.Create(
                CultureInfo.InvariantCulture,
                $"The budget is spent: {Money.Text(Spent, Prices.Currency)} of {Prices.Budget} ")
                + string.Create(CultureInfo.InvariantCulture, $"for {replies:N0} replies. ")
                + $"What was answered is kept. Raise {key} and run again: it goes on from here.");
        }
    }

    private void Count(LedgerRow row)
    {
        (int replies, double cost) = _stages.GetValueOrDefault(row.Stage);
        _stages[row.Stage] = (replies + 1, cost + row.Cost);
    }

    private double Cost(ModelReply reply) =>
        ((reply.PromptTokens * Prices.InputPrice) + (reply.ReplyTokens * Prices.OutputPrice)) / Million;
}

/// <summary>
/// What one reply of a served model cost (a row of ledger.jsonl). A row stays when its reply is dropped: the money is
/// spent.
/// </summary>
/// <param name="Stage">Which asked.</param>
/// <param name="Id">Of the row that the reply became.</param>
/// <param name="Reported">What the server calls the model that answered.</param>
/// <param name="PromptTokens">Tokens read, those of repair turns included.</param>
/// <param name="ReplyTokens">Tokens written, those of repair turns included.</param>
/// <param name="Cost">At the recipe's prices of that moment, in its currency.</param>
public sealed record LedgerRow(
    Stage Stage, string Id, string? Reported, int PromptTokens, int ReplyTokens, double Cost)
{
    /// <summary>What the model is in the run; left out for the teacher.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ModelRole Role { get; init; }

    /// <summary>How many of the tokens written were thoughts; left out for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ThoughtTokens { get; init; }
}

/// <summary>Amounts of money as people read them.</summary>
public static class Money
{
    /// <summary>"12.30 USD"; a small amount keeps two digits that say something: "0.0042 USD".</summary>
    public static string Text(double amount, string currency)
    {
        int decimals = amount is > 0 and < 1 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(amount)), 2, 8) : 2;
        return amount.ToString($"N{decimals}", CultureInfo.InvariantCulture) + " " + currency;
    }

    /// <summary>"12.30 USD", or "12.30 USD + 4.00 EUR" where the currencies differ; empty for none.</summary>
    public static string Sum(IEnumerable<(double Amount, string Currency)> parts) => string.Join(
        " + ",
        parts.GroupBy(part => part.Currency).Select(same => Text(same.Sum(part => part.Amount), same.Key)));
}
