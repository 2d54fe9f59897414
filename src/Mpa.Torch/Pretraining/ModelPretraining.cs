using Mpa.Chats;
using Mpa.Imaging;
using Mpa.Leveling;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Pretraining;

/// <summary>
/// Makes a small Idefics3 model from nothing: its tokenizer from lines of text, its weights from conversations about
/// images.
/// </summary>
/// <param name="clock">Measures each step.</param>
public sealed class ModelPretraining(TimeProvider clock)
{
    private const double Beta2 = 0.98;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(LevelOptions.UsualSaveMinutes);

    /// <summary>
    /// Writes the model's folder, its weights (bfloat16) when all steps are done; interrupted, the same job goes on
    /// from "state" in the folder.
    /// </summary>
    /// <param name="job">What is learned, and how.</param>
    /// <param name="onStep">Called after each step, on the thread that trains.</param>
    /// <param name="cancellation">Stops after the step under way, with the state saved.</param>
    /// <exception cref="MpaException">A conversation does not fit the model, or the training diverges.</exception>
    public void Run(PretrainingJob job, Action<TrainingStep> onStep, CancellationToken cancellation)
    {
        WriteTokenizer(job);
        ChatEncoder encoder = Idefics3Chat.Load(job.Folder);
        string images = Path.Combine(job.Folder, "preprocessor_config.json");
        Idefics3ImageProcessor processor = new(Idefics3ProcessorConfig.Read(ConfigReader.Open(images)));
        using WorkThread thread = new("mpa pretrain");
        thread.Do(() => Train(job, step => Batch(job, step, encoder, processor), onStep, cancellation));
    }

    private static void WriteTokenizer(PretrainingJob job)
    {
        TrainedBpe bpe = BpeTrainer.Train(job.TokenizerLines, job.VocabularySize, Idefics3Tokens.Special);
        TokenizerWriter.Write(job.Folder, bpe);
        string file = Path.Combine(job.Folder, "tokenizer.json");
        ITokenizer tokenizer = BpeTokenizer.Load(file);
        ModelFiles.Write(job.Folder, job.Shape, tokenizer.VocabularySize, token => tokenizer.TokenId(token)!.Value);
    }

    private void Train(
        PretrainingJob job,
        Func<long, TrainingBatch> batchAt,
        Action<TrainingStep> onStep,
        CancellationToken cancellation)
    {
        set_num_threads(job.Threads);
        ConfigReader config = ConfigReader.Open(Path.Combine(job.Folder, "config.json"));
        using Network model = new(Idefics3Family.Describe(config), TensorPlace.Cpu);
        Initializer.Fill(model, job.Seed);
        TrainingState state = new(Path.Combine(job.Folder, "state"));
        new TrainingLoop
        {
            Network = model,
            Groups = [ParameterGroup.Whole(model, job.LearningRate)],
            Settings = new TrainingSettings(
                new Schedule(job.WarmUpSteps, job.Steps),
                new AdamRule(job.WeightDecay, Beta2: Beta2),
                SaveEvery: SaveEvery),
            BatchAt = batchAt,
            State = state,
            Clock = clock,
        }.Run(onStep, cancellation);
        Dictionary<string, Tensor> weights = model.Parameters.ToDictionary(p => p.Name, p => (Tensor)p.Value);
        WeightSaver.Save(weights, job.Folder, ScalarType.BFloat16);
        state.Clear();
    }

    private static TrainingBatch Batch(
        PretrainingJob job, long step, ChatEncoder encoder, Idefics3ImageProcessor processor)
    {
        EncodedExample[] examples = [.. Enumerable.Range(0, job.BatchSize)
            .Select(i => Encode(job.ConversationAt(step, i), encoder, processor))];
        return TrainingBatch.Collate(examples, encoder.Tokenizer.TokenId(Idefics3Tokens.Padding)!.Value);
    }

    private static EncodedExample Encode(
        PretrainingConversation conversation, ChatEncoder encoder, Idefics3ImageProcessor processor)
    {
        ImageTiles tiles = processor.Process(conversation.Image);
        EncodedChat chat = encoder.Encode(conversation.Turns, [tiles.Grid], generationPrompt: false);
        return new EncodedExample(chat, [.. tiles.Tiles.Select(processor.Normalize)]);
    }
}

/// <summary>One pretraining, whole: equal jobs give equal models.</summary>
public sealed record PretrainingJob
{
    /// <summary>The model folder to write; made if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>Sizes of the model.</summary>
    public required ModelShape Shape { get; init; }

    /// <summary>Tokens, the 256 bytes and the family's special ones included.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Text that the tokenizer learns its tokens from.</summary>
    public required IEnumerable<string> TokenizerLines { get; init; }

    /// <summary>
    /// The conversation of a step and a place in its batch, both counted from 0: always the same for the same two.
    /// Called on another thread than the one that trains.
    /// </summary>
    public required Func<long, int, PretrainingConversation> ConversationAt { get; init; }

    /// <summary>Seed of the first weights.</summary>
    public required long Seed { get; init; }

    /// <summary>Optimizer steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Conversations in a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Peak learning rate of all weights.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Steps of the rise to it.</summary>
    public required int WarmUpSteps { get; init; }

    /// <summary>Decoupled weight decay on matrices.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>Threads of libtorch.</summary>
    public required int Threads { get; init; }
}

/// <summary>A conversation about one image; the loss is on the assistant's turns.</summary>
/// <param name="Image">The one image that the turns name.</param>
/// <param name="Turns">In order; one of the user's turns has the image.</param>
public sealed record PretrainingConversation(RgbImage Image, IReadOnlyList<ChatTurn> Turns);
