using Mpa.Chats;
using Mpa.Files;
using Mpa.Imaging;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Pretraining;

namespace Mpa.Torch.Tests.Pretraining;

public sealed class ModelPretrainingTests
{
    private static readonly ModelShape Tiny = new()
    {
        ImageSize = 24,
        VisionWidth = 16,
        VisionLayers = 1,
        VisionHeads = 2,
        VisionMlp = 32,
        TextWidth = 16,
        TextLayers = 1,
        TextHeads = 2,
        TextKeyValueHeads = 1,
        TextMlp = 32,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_from_nothing_is_a_folder_that_answers()
    {
        using TemporaryFolder folder = new();
        List<TrainingStep> steps = [];

        Run(Job(folder.At("model")), steps.Add, Token);

        Assert.Equal([1, 2, 3, 4, 5, 6], steps.Select(step => step.Step));
        Assert.True(steps[^1].Loss < steps[0].Loss);
        Assert.False(Directory.Exists(folder.At("model/state")));
        File.WriteAllBytes(folder.At("gray.png"), ImageEncoder.ToPng(new RgbImage(24, 24)));
        using TorchModel model = TorchModel.Load(folder.At("model"), TorchModelOptions.Default);
        ModelRequest request = new([new RequestImage(folder.At("gray.png"))], "What is it?", new SamplingOptions(4));
        Assert.Null(Assert.Single(await model.AskAsync([request], Token)).Error);
    }

    [Fact]
    public void An_interrupted_pretraining_ends_with_the_weights_of_an_undisturbed_one()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource source = new();
        Run(Job(folder.At("whole")), _ => { }, Token);

        void CancelAtThree(TrainingStep step)
        {
            if (step.Step == 3)
            {
                source.Cancel();
            }
        }

        Assert.ThrowsAny<OperationCanceledException>(
            () => Run(Job(folder.At("parts")), CancelAtThree, source.Token));
        List<TrainingStep> rest = [];
        Run(Job(folder.At("parts")), rest.Add, Token);

        Assert.Equal([4, 5, 6], rest.Select(step => step.Step));
        Assert.Equal(
            FileDigest.Of(folder.At("whole/model.safetensors")), FileDigest.Of(folder.At("parts/model.safetensors")));
    }

    private static void Run(PretrainingJob job, Action<TrainingStep> onStep, CancellationToken cancellation) =>
        new ModelPretraining(TimeProvider.System).Run(job, onStep, cancellation);

    private static PretrainingJob Job(string folder) => new()
    {
        Folder = folder,
        Shape = Tiny,
        VocabularySize = 290,
        TokenizerLines = ["What is it? gray", "What is it? dark"],
        ConversationAt = Conversation,
        Seed = 3,
        Steps = 6,
        BatchSize = 2,
        LearningRate = 1e-2,
        WarmUpSteps = 1,
        WeightDecay = 0.05,
        Threads = 1,
    };

    private static PretrainingConversation Conversation(long step, int index) => new(
        new RgbImage(24, 24),
        [ChatTurn.User("What is it?"), ChatTurn.Assistant((step + index) % 2 == 0 ? "gray" : "dark")]);
}
