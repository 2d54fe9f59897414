using Mpa.Chats;
using Mpa.DemoWorld;
using Mpa.Leveling;
using Mpa.Torch.Pretraining;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Cli.Pretraining;

/// <summary>Makes a demo model: trains the tokenizer on the world's texts, then the model on its charts.</summary>
internal sealed class Pretrainer(PretrainRecipe recipe, TimeProvider clock)
{
    private const int TokenizerExamples = 2_000;

    /// <summary>Runs to the end, or until canceled with a state to resume from.</summary>
    public void Run(Action<TrainingStep> onStep, CancellationToken cancellation)
    {
        PretrainingWorld world = new(recipe.Seed, [.. recipe.Kinds.Select(ChartKinds.Parse)]);
        WriteFiles();
        Idefics3ChatEncoder encoder = Idefics3ChatEncoder.Load(recipe.Output);
        Idefics3ImageProcessor images = new(Idefics3ProcessorConfig.Load(Path.Combine(recipe.Output, "preprocessor_config.json")));
        ModelPretraining.Run(
            recipe.Output, recipe.Seed, recipe.Threads, Settings(), step => Batch(world, encoder, images, step), clock, onStep, cancellation);
    }

    /// <summary>Most series in a chart at a step: one at first, then one more at a time.</summary>
    internal int MaxSeries(long step)
    {
        double share = step / Math.Max(1.0, recipe.Steps * recipe.Curriculum);
        return Math.Min(ChartSampler.MaxSeries, 1 + (int)(share * ChartSampler.MaxSeries));
    }

    private TrainingSettings Settings() => new(
        new CosineSchedule(recipe.LearningRate, recipe.WarmUpSteps, recipe.Steps),
        new AdamWSettings(recipe.WeightDecay, Beta2: 0.98),
        SaveEvery: 500);

    private void WriteFiles()
    {
        // The tokenizer reads texts about every kind, so that teacher and student share one vocabulary.
        PretrainingWorld world = new(recipe.Seed, ChartKinds.All);
        IEnumerable<string> lines = Enumerable.Range(0, TokenizerExamples)
            .SelectMany(i => ConversationBuilder.Lines(world.Example(i, 2, ChartSampler.MaxSeries)));
        TrainedBpe bpe = BpeTrainer.Train(lines, recipe.VocabularySize, Idefics3Tokens.Special);
        TokenizerWriter.Write(recipe.Output, bpe);
        ByteLevelBpeTokenizer tokenizer = ByteLevelBpeTokenizer.Load(Path.Combine(recipe.Output, "tokenizer.json"));
        ModelFiles.Write(recipe.Output, recipe.Shape, tokenizer.VocabularySize, token => tokenizer.TokenId(token)!.Value);
    }

    private TrainingBatch Batch(PretrainingWorld world, Idefics3ChatEncoder encoder, Idefics3ImageProcessor images, long step)
    {
        int most = MaxSeries(step);
        EncodedExample[] examples = [.. Enumerable.Range(0, recipe.BatchSize)
            .Select(i => Encode(world.Example((step * recipe.BatchSize) + i, Math.Min(2, most), most), encoder, images))];
        return TrainingBatch.Collate(examples, encoder.Tokenizer.TokenId(Idefics3Tokens.Padding)!.Value);
    }

    private static EncodedExample Encode(PretrainingExample example, Idefics3ChatEncoder encoder, Idefics3ImageProcessor images)
    {
        ChatTurn[] turns = [.. example.Turns.SelectMany((turn, i) => new[] { ChatTurn.User(turn.User, i == 0 ? 1 : 0), ChatTurn.Assistant(turn.Assistant) })];
        ImageTiles tiles = images.Process(example.Image);
        EncodedChat chat = encoder.Encode(turns, [tiles.Grid], generationPrompt: false);
        return new EncodedExample(chat, [.. tiles.Tiles.Select(images.Normalize)]);
    }
}
