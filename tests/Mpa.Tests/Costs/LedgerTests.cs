using Mpa.Annotation;
using Mpa.Costs;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Costs;

/// <summary>Runs whose teacher is behind a server: rows as replies come, a ledger, a budget.</summary>
public sealed class LedgerTests : IDisposable
{
    private const double CostOfReply = 0.03; // 10,000 tokens read at 1 and 10,000 written at 2 a million

    private readonly World _world = new(images: 12);
    private int _answered;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Rows_end_in_the_order_of_the_plan_whatever_the_order_of_the_replies()
    {
        await RunAsync();

        IReadOnlyList<PseudoAnnotation> rows = JsonLines.Read<PseudoAnnotation>(_world.Run.Annotations);
        Assert.Equal(24, rows.Count);
        Assert.Equal(24, _answered);
        Assert.Equal(
            rows.Select(row => row.ImageId).Distinct(),
            JsonLines.Read<ImageItem>(_world.Run.Images).Select(image => image.Id));
    }

    [Fact]
    public async Task Each_reply_is_on_file_before_the_next_so_that_a_death_takes_none()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(dieAt: 11));
        Assert.Equal(10, JsonLines.Read<PseudoAnnotation>(_world.Run.Annotations).Count);

        await RunAsync();

        Assert.Equal(24, _answered);
    }

    [Fact]
    public async Task A_budget_is_not_passed_and_the_run_goes_on_when_it_is_raised()
    {
        MpaException error = await Assert.ThrowsAsync<MpaException>(() => RunAsync(budget: 0.30));

        Assert.StartsWith("The budget is spent: 0.30 USD of 0.3 for 10 replies.", error.Message);
        Assert.Equal(10, _answered);

        await Assert.ThrowsAsync<MpaException>(() => RunAsync(budget: 0.295));
        Assert.Equal(10, _answered);

        await RunAsync(budget: 5);
        Assert.Equal(24, _answered);
    }

    [Fact]
    public async Task A_budget_that_ends_between_two_replies_is_passed_by_what_is_under_way_at_most()
    {
        await Assert.ThrowsAsync<MpaException>(() => RunAsync(budget: 0.31, underWay: 8));

        Assert.InRange(_answered * CostOfReply, 0.31, 0.31 + CostOfReply);
    }

    [Fact]
    public async Task Money_spent_on_rows_that_were_dropped_since_stays_spent()
    {
        await RunAsync(budget: 5);
        File.Delete(_world.Run.Annotations);

        await Assert.ThrowsAsync<MpaException>(() => RunAsync(budget: 24 * CostOfReply));

        Assert.Equal(24, _answered);
    }

    [Fact]
    public async Task A_torn_line_of_the_ledger_is_cut_off()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(dieAt: 11));
        File.AppendAllText(_world.Run.Ledger, "{\"stage\":\"anno");

        await RunAsync();

        Assert.Equal(24, JsonLines.Read<LedgerRow>(_world.Run.Ledger).Count);
    }

    [Fact]
    public async Task The_running_total_is_told()
    {
        await RunAsync();

        Assert.Contains(_world.Progress, news => Tells(news, complete: false, "0.030 USD"));
        Assert.Contains(_world.Progress, news => Tells(news, complete: true, "0.72 USD"));

        static bool Tells(StageProgress news, bool complete, string end) => news.Stage == Stage.Annotate
            && news.Complete == complete
            && news.Summary.EndsWith(end, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12.3, "12.30 USD")]
    [InlineData(0, "0.00 USD")]
    [InlineData(0.00418, "0.0042 USD")]
    [InlineData(1234.5, "1,234.50 USD")]
    public void Money_is_told_with_digits_that_say_something(double amount, string expected) =>
        Assert.Equal(expected, Money.Text(amount, "USD"));

    [Fact]
    public async Task Earlier_replies_are_kept_beside_the_one_that_counts()
    {
        await RunAsync(change: reply => reply with { Earlier = ["I see a chart."] });

        Assert.All(
            JsonLines.Read<PseudoAnnotation>(_world.Run.Annotations),
            row => Assert.Equal(["I see a chart."], row.EarlierReplies));
    }

    private Task RunAsync(
        double budget = 0, int? dieAt = null, int underWay = 4, Func<ModelReply, ModelReply>? change = null)
    {
        ServerOptions server = new()
        {
            Url = "http://localhost/v1",
            Model = "teacher",
            InputPrice = 1,
            OutputPrice = 2,
            Budget = budget,
        };
        _world.Recipe = _world.Recipe with { Teacher = new ModelReference { Server = server } };
        int session = 0;
        ModelReply Answer(ModelRequest request)
        {
            if (++session == dieAt)
            {
                throw new InvalidOperationException("killed");
            }

            _answered++;
            ModelReply reply = new(
                Text: $"Question: What is {request.Sampling.Seed}?\nAnswer: 7",
                Finish: FinishReason.Stop,
                PromptTokens: 10_000,
                ReplyTokens: 10_000,
                Seconds: 0);
            return change is null ? reply : change(reply);
        }

        RunParts local = _world.Parts;
        FakeServedModel served = new("teacher", "served", Answer, underWay);
        RunParts parts = local with { Models = new ServedModels(local.Models, served) };
        return new Pipeline(parts, _world.Progress.Add)
            .RunAsync(_world.Recipe, until: Stage.Annotate, cancellation: Token);
    }

    private sealed class ServedModels(IModels local, FakeServedModel served) : IModels
    {
        public IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features) =>
            model.Server is null ? local.Open(model, role, features) : served;

        public void Check(ModelReference model, ModelRole role)
        {
        }

        public string Fingerprint(ModelReference model) =>
            model.Server is null ? local.Fingerprint(model) : served.Fingerprint;
    }
}
