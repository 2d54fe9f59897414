using Mpa.Testing;

namespace Mpa.DemoWorld.Tests;

public sealed class ConversationBuilderTests
{
    private const string Style = " Answer with a single word or phrase.";

    [Fact]
    public void The_annotation_prompt_is_the_demo_task_s_own()
    {
        string file = File.ReadAllText(Path.Combine(Repository.Root, "src", "Mpa", "Tasks", "Prompts", "demo.txt"));

        Assert.Equal(file.TrimEnd('\n'), DemoPrompts.Annotate);
    }

    [Fact]
    public void Annotation_comes_first_and_the_caption_last_as_often_as_stated()
    {
        PretrainingExample[] examples = [.. Examples(4000)];

        Assert.InRange(examples.Count(example => example.Turns[0].User == DemoPrompts.Annotate), 1300, 1500);
        Assert.InRange(examples.Count(example => example.Turns[^1].User == DemoPrompts.Describe), 3120, 3280);
        Assert.All(examples, example => Assert.Equal(4, example.Turns.Count(IsQuestion)));
        IEnumerable<(string, string)> between = examples.SelectMany(example => example.Turns.Skip(1).SkipLast(1));
        Assert.All(between, turn => Assert.True(IsQuestion(turn)));
    }

    [Fact]
    public void About_half_of_the_questions_ask_for_a_value_of_a_color()
    {
        IEnumerable<(string User, string)> turns = Examples(2000).SelectMany(example => example.Turns);
        string[] questions = [.. turns.Where(IsQuestion).Select(turn => turn.User)];

        int values = questions.Count(AsksForTheValueOfAColor);

        Assert.InRange(values, 0.4 * questions.Length, 0.55 * questions.Length);
    }

    [Fact]
    public void No_conversation_asks_the_same_twice_even_about_one_series()
    {
        PretrainingWorld world = new(3, ChartKinds.All);
        for (int at = 0; at < 500; at++)
        {
            string[] users = [.. world.Example(at, 1, 1).Turns.Where(IsQuestion).Select(turn => turn.User)];

            Assert.InRange(users.Count(AsksForTheValueOfAColor), 0, 1);
            Assert.Equal(users.Length, users.Distinct().Count());
        }
    }

    [Fact]
    public void An_example_depends_on_nothing_but_seed_and_index()
    {
        PretrainingWorld world = new(5, ChartKinds.All);
        PretrainingExample before = world.Example(77, 2, 6);
        world.Example(78, 2, 6);

        Assert.Equal(before.Turns, new PretrainingWorld(5, ChartKinds.All).Example(77, 2, 6).Turns);
        Assert.NotEqual(before.Turns, new PretrainingWorld(6, ChartKinds.All).Example(77, 2, 6).Turns);
    }

    [Fact]
    public void Conversations_read_like_this() =>
        Snapshot.Match(
            string.Join("\n\n", Examples(8).Select(example => string.Join("\n", ConversationBuilder.Lines(example)))),
            "Lines");

    [Fact]
    public void The_vocabulary_is_small()
    {
        IEnumerable<string> words = Examples(3000)
            .SelectMany(ConversationBuilder.Lines)
            .SelectMany(line => line.Split([' ', '\n', '.', ',', '?', ':']))
            .Distinct();

        Snapshot.Match(string.Join(" ", words.Order(StringComparer.Ordinal)).Trim(), "Vocabulary");
    }

    private static bool IsQuestion((string User, string Assistant) turn) =>
        turn.User.EndsWith("?" + Style, StringComparison.Ordinal);

    private static bool AsksForTheValueOfAColor(string text) =>
        text.StartsWith("What value does ", StringComparison.Ordinal)
        || text.StartsWith("What is the value of ", StringComparison.Ordinal);

    private static IEnumerable<PretrainingExample> Examples(int count)
    {
        PretrainingWorld world = new(1, ChartKinds.All);
        return Enumerable.Range(0, count).Select(at => world.Example(at, 2, 6));
    }
}
