using Mpa.Chats;
using Mpa.DemoWorld;
using Mpa.Torch.Pretraining;

namespace Mpa.Cli.Pretraining;

/// <summary>
/// What a demo model is pretrained on: the demo world's texts for its tokenizer, its charts for its weights.
/// </summary>
/// <param name="recipe">Kinds of charts, their seed, and how fast they grow.</param>
internal sealed class DemoLessons(PretrainRecipe recipe)
{
    private const int TokenizerExamples = 2_000;

    private readonly PretrainingWorld _world = new(recipe.Seed, [.. recipe.Kinds.Select(ChartKinds.Parse)]);

    /// <summary>The recipe as the engine's job.</summary>
    public PretrainingJob Job() => new()
    {
        Folder = recipe.Output,
        Shape = recipe.Shape,
        VocabularySize = recipe.VocabularySize,
        TokenizerLines = TokenizerLines(),
        ConversationAt = ConversationAt,
        Seed = recipe.Seed,
        Steps = recipe.Steps,
        BatchSize = recipe.BatchSize,
        LearningRate = recipe.LearningRate,
        WarmUpSteps = recipe.WarmUpSteps,
        WeightDecay = recipe.WeightDecay,
        Threads = recipe.Threads,
    };

    /// <summary>Most series in a chart at a step: one at first, then one more at a time.</summary>
    internal int MaxSeries(long step)
    {
        double share = step / Math.Max(1.0, recipe.Steps * recipe.Curriculum);
        return Math.Min(ChartSampler.MaxSeries, 1 + (int)(share * ChartSampler.MaxSeries));
    }

    /// <summary>About every kind of chart, so that teacher and student share one vocabulary.</summary>
    private IEnumerable<string> TokenizerLines()
    {
        PretrainingWorld world = new(recipe.Seed, ChartKinds.All);
        return Enumerable.Range(0, TokenizerExamples)
            .SelectMany(i => ConversationBuilder.Lines(world.Example(i, 2, ChartSampler.MaxSeries)));
    }

    private PretrainingConversation ConversationAt(long step, int index)
    {
        int most = MaxSeries(step);
        PretrainingExample example = _world.Example((step * recipe.BatchSize) + index, Math.Min(2, most), most);
        return new PretrainingConversation(example.Image, [.. example.Turns.SelectMany(Turns)]);
    }

    /// <summary>The first question comes with the chart.</summary>
    private static ChatTurn[] Turns((string User, string Assistant) pair, int index) =>
        [ChatTurn.User(pair.User, images: index == 0 ? 1 : 0), ChatTurn.Assistant(pair.Assistant)];
}
