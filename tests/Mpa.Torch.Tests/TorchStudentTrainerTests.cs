using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Testing;
using Mpa.Torch.Tests.Golden;

namespace Mpa.Torch.Tests;

/// <summary>
/// Training from image files to a folder that answers, with a Qwen2-VL student and images of different sizes.
/// </summary>
public sealed class TorchStudentTrainerTests
{
    private static readonly LevelOptions Short =
        new() { Epochs = 1, BatchSize = 2, LearningRate = 1e-3, Rank = 2, Alpha = 4 };

    public static IEnumerable<TheoryDataRow<string>> Models => GoldenCase.Find("train", GoldenCase.Qwen2Vl);

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_leveled_student_is_a_folder_that_answers(string name)
    {
        using TemporaryFolder folder = new();
        FolderOptions student = Student(name);
        List<TrainedPart> parts = [];
        List<TrainingStep> steps = [];

        TrainingExample[] examples = Examples("283.png", "5676.png", "4573.png", "1667.png");
        Train(student, examples, Short with { ConnectorRate = 1e-4 }, folder, parts.AddRange, steps.Add);

        Assert.Equal(2, steps.Count);
        Assert.Equal(["adapters", "connector"], steps[1].Rates!.Keys.Order());
        Assert.Equal(steps[1].Rates!["adapters"], steps[1].LearningRate);
        Assert.Equal(["adapters", "connector"], parts.Where(part => part.Rate > 0).Select(part => part.Part).Order());

        // An adapter alone would not make this student from its base, since the connector has changed too.
        Assert.False(Directory.Exists(folder.At("out/adapter")));
        using TorchModel model = TorchModel.Load(folder.At("out"), TorchModelOptions.Of(student));
        ModelRequest request = new([new RequestImage(Image("283.png"))], "What is it?", new SamplingOptions(4));
        IReadOnlyList<ModelReply> replies = await model.AskAsync([request], TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(replies).Error);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Adapters_alone_are_written_beside_the_merged_weights(string name)
    {
        using TemporaryFolder folder = new();

        Train(Student(name), Examples("283.png", "5676.png"), Short, folder, _ => { }, _ => { });

        Assert.True(File.Exists(folder.At("out/adapter/adapter_model.safetensors")));
    }

    [Theory]
    [InlineData("lion", null, new[] { 1e-3, 8.54e-4, 5e-4, 1.46e-4 })]
    [InlineData("sgd", "linear", new[] { 1e-3, 7.5e-4, 5e-4, 2.5e-4 })]
    [InlineData("adafactor", "constant", new[] { 1e-3, 1e-3, 1e-3, 1e-3 })]
    [InlineData("adamw", "inverse_sqrt", new[] { 1e-3, 1e-3, 1e-3, 1e-3 })]
    public void Optimizer_and_schedule_are_the_recipes(string optimizer, string? schedule, double[] rates)
    {
        using TemporaryFolder folder = new();
        LevelOptions options = Short with { Optimizer = optimizer, Schedule = schedule, Steps = 4, WarmUp = 0 };
        List<TrainingStep> steps = [];

        FolderOptions student = Student(Models.First().Data);
        Train(student, Examples("283.png"), options with { BatchSize = 1 }, folder, _ => { }, steps.Add);

        Assert.All(rates.Zip(steps), pair => Assert.Equal(pair.First, pair.Second.LearningRate, 1e-6));
        Assert.True(steps[^1].Loss < steps[0].Loss, $"{steps[0].Loss} to {steps[^1].Loss}");
    }

    [Fact]
    public void A_training_with_dropout_goes_on_after_a_stop_as_if_there_had_been_none()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        LevelOptions options = Short with
        {
            Dropout = 0.2,
            Dora = true,
            Ranks = ["down_proj=4"],
            Steps = 4,
            BatchSize = 1,
        };
        FolderOptions student = Student(Models.First().Data);
        TrainingExample[] examples = Examples("283.png", "5676.png");
        List<double> undisturbed = [];
        List<double> stopped = [];
        using CancellationTokenSource stop = new();

        Train(student, examples, options, whole, _ => { }, step => undisturbed.Add(step.Loss));
        Assert.Throws<OperationCanceledException>(() => Train(
            student, examples, options, parts, _ => { }, step => Stop(stopped, step.Loss, stop), stop.Token));
        Train(student, examples, options, parts, _ => { }, step => stopped.Add(step.Loss));

        Assert.Equal(undisturbed, stopped);
        string config = File.ReadAllText(parts.At("out/adapter/adapter_config.json"));
        Assert.Contains("\"use_dora\": true", config);
        Assert.Contains("\"lora_dropout\": 0.2", config);
        Assert.Equal(
            File.ReadAllBytes(whole.At("out/adapter/adapter_model.safetensors")),
            File.ReadAllBytes(parts.At("out/adapter/adapter_model.safetensors")));
    }

    private static void Stop(List<double> losses, double loss, CancellationTokenSource stop)
    {
        losses.Add(loss);
        if (losses.Count == 2)
        {
            stop.Cancel();
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void An_example_whose_image_the_model_cannot_take_is_refused_by_name(string name)
    {
        using TemporaryFolder folder = new();
        string thin = folder.At("thin.png");
        File.WriteAllBytes(thin, Mpa.Imaging.ImageEncoder.ToPng(new Mpa.Imaging.RgbImage(40, 20)));
        TrainingExample example = Examples("283.png")[0] with { Id = "thin one", Images = [thin] };

        string message = Assert.Throws<MpaException>(
            () => Train(Student(name), [example], Short, folder, _ => { }, _ => { })).Message;

        Assert.Contains("thin one", message);
        Assert.Contains("40 × 20", message);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Examples_that_do_not_fit_are_all_named_before_the_first_step(string name)
    {
        using TemporaryFolder folder = new();
        string endless = string.Concat(Enumerable.Repeat("word ", 40_000));
        TrainingExample[] examples = Examples("283.png", "5676.png", "4573.png");
        examples[0] = examples[0] with { Prompt = endless };
        examples[2] = examples[2] with { Images = [folder.At("gone.png")] };
        List<TrainingStep> steps = [];

        string message = Assert.Throws<MpaException>(
            () => Train(Student(name), examples, Short with { BatchSize = 1 }, folder, _ => { }, steps.Add)).Message;

        Assert.StartsWith("2 of the training examples can't be used:", message);
        Assert.Matches(@"e0, .*283\.png: it takes [\d,]{6,} tokens, but the student reads [\d,]+ at most", message);
        Assert.Matches(@"e2, .*gone\.png", message);
        Assert.DoesNotContain("Training example e1,", message);
        Assert.Empty(steps);
    }

    private static FolderOptions Student(string name) =>
        new() { Path = GoldenCase.Named(name).ModelFolder, MinPixels = 3_136, MaxPixels = 12_544 };

    private static TrainingExample[] Examples(params string[] charts) =>
        [.. charts.Select((chart, i) =>
            new TrainingExample($"e{i}", [Image(chart)], $"Question {i}?", $"Answer {i}", Replayed: false))];

    private static string Image(string chart) => Repository.GoldenImage(chart);

    private static void Train(
        FolderOptions student,
        TrainingExample[] examples,
        LevelOptions options,
        TemporaryFolder folder,
        Action<IReadOnlyList<TrainedPart>> onParts,
        Action<TrainingStep> onStep,
        CancellationToken? cancellation = null) =>
        new TorchStudentTrainer(TimeProvider.System).Train(
            new TrainingJob
            {
                Student = student,
                Examples = examples,
                Options = options,
                Seed = 0,
                OutputPath = folder.At("out"),
                StatePath = folder.At("state"),
            },
            new TrainingCallbacks(onParts, onStep),
            cancellation ?? TestContext.Current.CancellationToken);
}
