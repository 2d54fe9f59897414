using Mpa.Annotation;
using Mpa.Costs;
using Mpa.Files;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tests.Asking;

namespace Mpa.Tests.Costs;

/// <summary>A served teacher that thinks first: its thoughts are kept and counted apart, and go no further.</summary>
public sealed class ThoughtTokensTests : IDisposable
{
    private const string Thought = "zqhm";

    private readonly ServedWorld _served = new(Think, images: 4);

    private RunFolder Run => _served.World.Run;

    public ThoughtTokensTests() => _served.World.Recipe = _served.World.Recipe with
    {
        Teacher = new ModelReference { Server = ServedWorld.Server },
        Evaluate = null,
    };

    public void Dispose() => _served.Dispose();

    [Fact]
    public async Task Thoughts_and_their_tokens_stand_in_rows_ledger_summary_and_report()
    {
        Manifest manifest = await _served.RunAsync();

        PseudoAnnotation[] pairs = [.. JsonLines.Read<PseudoAnnotation>(Run.Annotations)];
        Assert.All(pairs, pair => Assert.Equal((Thought, 4_000), (pair.Thoughts, pair.ThoughtTokens)));
        long all = 4_000L * _served.Asked;
        Assert.Equal(all, JsonLines.Read<LedgerRow>(Run.Ledger).Sum(row => row.ThoughtTokens));
        Assert.Equal(all, manifest.Stages.Values.Sum(stage => stage.ThoughtTokens));
        Assert.Contains(_served.World.Progress, news => news.Complete
            && news.Stage == Stage.Annotate
            && news.Summary.Contains($" · {4_000 * pairs.Length:N0} tokens of thoughts", StringComparison.Ordinal));
        string told = $"Of the tokens written {all:N0} were thoughts (annotate {4_000 * pairs.Length:N0}, ";
        Assert.Equal(2, File.ReadAllText(Run.ReportMarkdown).Split(told).Length - 1);
        Assert.Equal(2, File.ReadAllText(Run.Report).Split(told).Length - 1);
    }

    [Fact]
    public async Task No_thought_reaches_a_question_an_answer_a_prompt_or_an_example()
    {
        await _served.RunAsync(until: Stage.Level);

        Assert.NotEmpty(_served.World.Trainer.Calls.SelectMany(examples => examples));
        Assert.All(
            _served.World.Trainer.Calls.SelectMany(examples => examples),
            example => Assert.DoesNotContain(Thought, example.Prompt + example.Answer));
        Assert.All(_served.World.Asked("student"), asked => Assert.DoesNotContain(Thought, asked.Prompt));
        Assert.All(
            JsonLines.Read<PseudoAnnotation>(Run.Annotations),
            pair => Assert.DoesNotContain(Thought, pair.Question + pair.Answer + pair.RawReply));
    }

    [Fact]
    public async Task What_a_server_does_not_understand_is_told_once()
    {
        _served.Notice = "it doesn't understand teacher.thinking: off";

        await _served.RunAsync(until: Stage.Annotate);

        Assert.Equal([_served.Notice], _served.World.Progress.SelectMany(news => news.Notes));
    }

    private static ModelReply Think(ModelRequest request) =>
        ServedWorld.Reply($"<think>{Thought}</think>\n{Words(request)}") with { ThoughtTokens = 4_000 };

    private static string Words(ModelRequest request) => World.IsAnnotation(request)
        ? $"Question: What is number {request.Sampling.Seed % 7}?\nAnswer: {request.Sampling.Seed % 7}"
        : request.Prompt.First(char.IsAsciiDigit).ToString();
}
