using Mpa.Costs;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tests.Asking;

namespace Mpa.Tests.Costs;

/// <summary>A served judge is paid from its own budget, and its replies stand in the run's one ledger.</summary>
public sealed class JudgeLedgerTests
{
    [Fact]
    public async Task Replies_of_a_served_judge_stand_in_the_ledger_under_its_role()
    {
        using ServedWorld served = Judging();

        await served.RunAsync();

        IReadOnlyList<LedgerRow> rows = JsonLines.Read<LedgerRow>(served.World.Run.Ledger);
        Assert.Equal(served.Asked, rows.Count);
        Assert.All(rows, row => Assert.Equal((Stage.Evaluate, ModelRole.Judge, 0.03), (row.Stage, row.Role, row.Cost)));
        string report = File.ReadAllText(served.World.Run.Root + "/6-report.md");
        Assert.Contains("What the servers of teacher and judge were asked", report);
        Assert.Contains("evaluate (judge)", report, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Its_budget_stops_the_run_by_its_own_key_and_is_raised_to_go_on()
    {
        using ServedWorld served = Judging(budget: 0.15);

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => served.RunAsync());

        Assert.StartsWith("The budget is spent: 0.15 USD of 0.15 for 5 replies.", error.Message);
        Assert.Contains("Raise judge.model.budget", error.Message);
        Assert.Equal((5, 5), (served.Asked, JsonLines.Read<Judgement>(served.World.Run.Judgements).Count));

        served.World.Recipe = Recipe(served.World.Recipe, budget: 9);
        await served.RunAsync();
        Assert.Equal(served.Asked, JsonLines.Read<Judgement>(served.World.Run.Judgements).Count);
    }

    [Fact]
    public void A_teachers_row_is_written_as_it_always_was()
    {
        LedgerRow row = new(Stage.Annotate, "a#0", null, 9, 3, 0.5);

        Assert.DoesNotContain("role", System.Text.Json.JsonSerializer.Serialize(row, MpaJson.Line));
    }

    [Fact]
    public void Amounts_of_two_currencies_are_told_apart() =>
        Assert.Equal("3.00 USD + 0.50 EUR", Money.Sum([(1, "USD"), (0.5, "EUR"), (2, "USD")]));

    private static ServedWorld Judging(double budget = 0)
    {
        ServedWorld served = new(_ => ServedWorld.Reply("yes"));
        served.World.Recipe = Recipe(served.World.Recipe, budget);
        return served;
    }

    private static Recipe Recipe(Recipe recipe, double budget) => recipe with
    {
        Judge = new JudgeOptions
        {
            Model = new ModelReference { Server = ServedWorld.Server with { Budget = budget } },
        },
    };
}
