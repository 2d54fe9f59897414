using System.Globalization;
using Mpa.Files;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Costs;

/// <summary>
/// What the served teacher of a run has cost so far, kept in ledger.jsonl: a budget holds over sessions and changed
/// recipes.
/// </summary>
internal sealed class Ledger
{
    private const double Million = 1e6;

    private readonly string _path;
    private readonly ServerOptions _prices;
    private readonly Dictionary<Stage, (int Replies, double Cost)> _stages = [];

    /// <summary>Reads what earlier sessions spent.</summary>
    public Ledger(RunFolder folder, ServerOptions prices)
    {
        _path = folder.Ledger;
        _prices = prices;
        foreach (LedgerRow row in JsonLines.Read<LedgerRow>(_path))
        {
            Count(row);
        }
    }

    private double Spent => _stages.Values.Sum(stage => stage.Cost);

    /// <summary>"1.23 USD" for all stages; empty when nothing was spent.</summary>
    public string SpentText => Text(Spent);

    /// <summary>The same for one stage.</summary>
    public string SpentTextOf(Stage stage) => Text(_stages.GetValueOrDefault(stage).Cost);

    /// <summary>Writes a reply down, before its row: a kill between the two forgets no money.</summary>
    public void Append(Stage stage, string id, ModelReply reply)
    {
        LedgerRow row = new(stage, id, reply.Reported, reply.PromptTokens, reply.ReplyTokens, Cost(reply));
        Count(row);
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

    /// <summary>Whether one more request fits in the budget, those under way counted at the stage's mean.</summary>
    public bool Affords(Stage stage, int underWay)
    {
        (int replies, double cost) = _stages.GetValueOrDefault(stage);
        double mean = replies == 0 ? 0 : cost / replies;
        return _prices.Budget == 0 || Spent + (underWay * mean) < _prices.Budget;
    }

    /// <exception cref="MpaException">Nothing is left of the budget.</exception>
    public void RequireBudget()
    {
        if (_prices.Budget > 0 && Spent >= _prices.Budget)
        {
            int replies = _stages.Values.Sum(stage => stage.Replies);
            throw new MpaException(string.Create(
                CultureInfo.InvariantCulture,
                $"The budget is spent: {SpentText} of {_prices.Budget} for {replies:N0} replies. ")
                + "What was answered is kept. Raise teacher.budget and run again: it goes on from here.");
        }
    }

    private void Count(LedgerRow row)
    {
        (int replies, double cost) = _stages.GetValueOrDefault(row.Stage);
        _stages[row.Stage] = (replies + 1, cost + row.Cost);
    }

    private double Cost(ModelReply reply) =>
        ((reply.PromptTokens * _prices.InputPrice) + (reply.ReplyTokens * _prices.OutputPrice)) / Million;

    private string Text(double cost) => cost == 0 ? "" : Money.Text(cost, _prices.Currency);
}

/// <summary>
/// What one reply of a served teacher cost (a row of ledger.jsonl). A row stays when its reply is dropped: the money is
/// spent.
/// </summary>
/// <param name="Stage">Which asked.</param>
/// <param name="Id">Of the row that the reply became.</param>
/// <param name="Reported">What the server calls the model that answered.</param>
/// <param name="PromptTokens">Tokens read, those of repair turns included.</param>
/// <param name="ReplyTokens">Tokens written, those of repair turns included.</param>
/// <param name="Cost">At the recipe's prices of that moment, in its currency.</param>
public sealed record LedgerRow(
    Stage Stage, string Id, string? Reported, int PromptTokens, int ReplyTokens, double Cost);

/// <summary>Amounts of money as people read them.</summary>
public static class Money
{
    /// <summary>"12.30 USD"; a small amount keeps two digits that say something: "0.0042 USD".</summary>
    public static string Text(double amount, string currency)
    {
        int decimals = amount is > 0 and < 1 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(amount)), 2, 8) : 2;
        return amount.ToString($"N{decimals}", CultureInfo.InvariantCulture) + " " + currency;
    }
}
