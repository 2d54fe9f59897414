using Mpa.Evaluation.Metrics;
using Mpa.Tasks;
using Mpa.Testing;

namespace Mpa.Tests.Tasks;

public sealed class VqaTaskTests
{
    public static TheoryData<string> Names => [.. VqaTasks.All.Select(task => task.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_texts_of_a_task_are_as_shown(string name)
    {
        VqaTask task = VqaTask.Named(name);

        Snapshot.Match(
            $"{TaskPrompts.Ask(task, task.Ask[0])}\n\n--- {task.MatcherName}, "
                + $"{task.Metric}\n{task.AnswerPrompt("What is this?")}",
            name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_matcher_and_the_metric_of_a_task_exist(string name)
    {
        VqaTask task = VqaTask.Named(name);

        Assert.Equal(
            (task.Matcher?.Metric, task.Metric),
            (AnswerMetrics.Named(task.MatcherName).Name, AnswerMetrics.Named(task.MetricName).Name));
    }

    [Fact]
    public void The_demo_asks_in_one_sentence() =>
        Assert.Equal("Write one question about this chart and its answer.", VqaTask.Named("demo").Ask[0].Prompt);

    [Theory]
    [InlineData("chartQA", "Did you mean \"chartqa\"?")]
    [InlineData("texvqa", "Did you mean \"textvqa\"?")]
    [InlineData("imagenet", "There is no task \"imagenet\". The tasks are")]
    public void An_unknown_task_is_an_error_with_the_nearest_name(string name, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<MpaException>(() => VqaTask.Named(name)).Message, StringComparison.Ordinal);
}
