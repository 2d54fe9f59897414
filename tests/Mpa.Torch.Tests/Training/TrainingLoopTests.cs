using Mpa.Leveling;
using Mpa.Testing;
using Mpa.Torch.Inspection;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training;

public sealed class TrainingLoopTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("train", GoldenCase.AllFamilies);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eight_steps_of_full_training_equal_the_public_implementation(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        using GoldenChats chats = new(golden.Sibling("loss").Name);
        GoldenTraining.Check(chats.Parts.Network, Whole(chats), chats.Batch(), golden.Json);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_resumed_training_gives_the_losses_of_an_undisturbed_one(string name)
    {
        using TemporaryFolder folder = new();

        List<double> whole = Losses(name, folder.At("whole"), stopAfter: 0);
        List<double> first = Losses(name, folder.At("parts"), stopAfter: 3);
        List<double> rest = Losses(name, folder.At("parts"), stopAfter: 0);

        Assert.Equal(3, first.Count);
        Assert.Equal(whole, [.. first, .. rest]);
    }

    [Fact]
    public void A_training_that_was_killed_goes_on_from_the_state_of_the_last_five_minutes()
    {
        using TemporaryFolder folder = new();
        string name = Cases.First().Data;
        List<double> whole = Losses(name, folder.At("whole"), stopAfter: 0);

        List<double> first = Killed(name, folder.At("parts"), atStep: 5);
        List<double> rest = Losses(name, folder.At("parts"), stopAfter: 0);

        Assert.Equal(whole.Take(5), first);
        Assert.Equal(whole.Skip(3), rest); // 2 minutes a step: the state is that of the third
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_state_with_one_bit_changed_or_its_end_cut_off_is_not_gone_on_from(bool cut)
    {
        using TemporaryFolder folder = new();
        string name = Cases.First().Data;
        Losses(name, folder.At("state"), stopAfter: 3);
        string file = Assert.Single(Directory.GetFiles(folder.At("state")));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, cut ? bytes[..^8] : bytes);

        MpaException error = Assert.Throws<MpaException>(() => Losses(name, folder.At("state"), stopAfter: 0));

        Assert.StartsWith(file, error.Message);
        Assert.Contains("mpa mend", error.Message);
    }

    [Fact]
    public void A_state_of_a_version_with_other_names_says_what_to_do()
    {
        using TemporaryFolder folder = new();
        using GoldenChats chats = new(GoldenCase.Named(Cases.First().Data).Sibling("loss").Name);
        ParameterGroup group = Whole(chats);
        ParameterGroup renamed = group with
        {
            Parameters = [.. group.Parameters.Select(p => ($"old.{p.Name}", p.Value))],
        };
        using Optimizer optimizer = new([renamed], new AdamRule());
        new TrainingState(folder.Root).Save([renamed], optimizer);

        MpaException error = Assert.Throws<MpaException>(
            () => Loop(chats, [group], folder.Root, GoldenTraining.Schedule).Run(_ => { }, Token));

        Assert.Contains("a version of mpa saved it that named what it trains otherwise", error.Message);
        Assert.Contains("Delete it, or \"mpa mend\" the run folder", error.Message);
    }

    [Fact]
    public void A_step_of_two_batches_is_that_of_one_batch_of_both()
    {
        using TemporaryFolder folder = new();
        using GoldenChats chats = new(GoldenCase.Named(Cases.First().Data).Sibling("loss").Name);
        TrainingBatch many = chats.Batch();
        int last = Array.FindLastIndex(many.Chats.Labels, label => label != EncodedChat.NoLabel);
        TrainingBatch one = many with
        {
            Chats = many.Chats with
            {
                Labels = [.. many.Chats.Labels.Select((label, i) => i == last ? label : EncodedChat.NoLabel)],
            },
        };
        double[] weights = [AnswerLoss.Labels(many.Chats), AnswerLoss.Labels(one.Chats)];
        using Tensor ofMany = AnswerLoss.Of(chats.Parts.Network, many), ofOne = AnswerLoss.Of(chats.Parts.Network, one);
        double expected = ((weights[0] * ofMany.item<float>()) + ofOne.item<float>()) / weights.Sum();
        List<TrainingStep> steps = [];

        new TrainingLoop
        {
            Network = chats.Parts.Network,
            Groups = [Whole(chats)],
            Settings = new TrainingSettings(
                new Schedule(WarmUpSteps: 0, Steps: 1), new AdamRule(), Accumulation: 2),
            BatchAt = number => number == 0 ? many : one,
            State = new TrainingState(folder.Root),
            Clock = TimeProvider.System,
        }.Run(steps.Add, Token);

        Assert.Equal(1, weights[1]);
        Near.Relative(expected, Assert.Single(steps).Loss, 1e-5, "loss");
    }

    [Fact]
    public void The_rate_rises_over_the_warm_up_and_ends_near_zero()
    {
        Schedule schedule = new(WarmUpSteps: 2, Steps: 8);

        Assert.Equal([0, 0.5, 1], new[] { 0L, 1, 2 }.Select(schedule.Factor));
        Assert.True(schedule.Factor(7) < 0.1);
        Assert.All(Enumerable.Range(0, 8), step => Assert.InRange(schedule.Factor(step), 0, 1));
    }

    // To the bit: these are the doubles of the schedule that knew its peak, whose steps the demo's students were made
    // with.
    [Theory]
    [InlineData(0.00025)]
    [InlineData(2e-4)]
    [InlineData(1e-5)]
    public void A_rate_is_rounded_as_ever(double peak)
    {
        Schedule schedule = new(WarmUpSteps: 7, Steps: 100);

        Assert.All(Enumerable.Range(0, 7), step => Assert.Equal(peak * step / 7, schedule.Rate(peak, step)));
        Assert.All(Enumerable.Range(7, 93), step =>
            Assert.Equal(peak * 0.5 * (1 + Math.Cos(Math.PI * ((step - 7) / 93.0))), schedule.Rate(peak, step)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_group_has_its_own_rate_and_one_of_rate_0_does_not_move(string name)
    {
        using TemporaryFolder folder = new();
        using GoldenChats chats = new(GoldenCase.Named(name).Sibling("loss").Name);
        (string Name, Parameter Value)[] all = [.. chats.Parts.Network.Parameters];
        ParameterGroup[] groups =
        [
            new("connector", 1e-3, [.. all.Where(p => ModelParts.Of(p.Name) == ModelPart.Connector)]),
            new("vision tower", 0, [.. all.Where(p => ModelParts.Of(p.Name) == ModelPart.VisionTower)]),
            new("language model", 2e-4, [.. all.Where(p => ModelParts.Of(p.Name) == ModelPart.LanguageModel)]),
        ];
        float[][] before = [.. groups.Select(Numbers)];
        List<TrainingStep> steps = [];

        Loop(chats, groups, folder.Root, new Schedule(WarmUpSteps: 2, Steps: 4)).Run(steps.Add, Token);

        Assert.Equal([0, 5e-4, 1e-3, 5e-4], steps.Select(step => Math.Round(step.LearningRate, 9)));
        Assert.Equal(["connector", "vision tower", "language model"], steps[0].Rates!.Keys);
        Assert.Equal([0, 1e-4, 2e-4, 1e-4], steps.Select(step => Math.Round(step.Rates!["language model"], 9)));
        Assert.All(steps, step => Assert.Equal(0, step.Rates!["vision tower"]));
        Assert.All(steps, step => Assert.Equal(step.LearningRate, step.Rates!["connector"]));
        Assert.Equal([true, false, true], groups.Zip(before, (group, old) => !old.SequenceEqual(Numbers(group))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Groups_of_one_rate_are_no_matter_of_the_log(string name)
    {
        using TemporaryFolder folder = new();
        using GoldenChats chats = new(GoldenCase.Named(name).Sibling("loss").Name);
        (string Name, Parameter Value)[] all = [.. chats.Parts.Network.Parameters];
        ParameterGroup[] groups = [new("connector", 1e-3, all[..2]), new("language model", 1e-3, all[2..])];
        List<TrainingStep> steps = [];

        Loop(chats, groups, folder.Root, GoldenTraining.Schedule).Run(steps.Add, Token);

        Assert.All(steps, step => Assert.Null(step.Rates));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_moment_outlives_a_training_however_it_ends(string name)
    {
        using TemporaryFolder folder = new();
        using GoldenChats chats = new(GoldenCase.Named(name).Sibling("loss").Name);
        using CancellationTokenSource source = new();
        TrainingLoop loop = Loop(chats, [Whole(chats)], folder.Root, GoldenTraining.Schedule);
        Record.Exception(() => loop.Run(_ => source.Cancel(), source.Token));
        long gradients = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Exception? broken = Record.Exception(() => loop.Run(_ => throw new IOException("disk full"), Token));
        loop.Run(_ => { }, Token);

        Assert.IsType<IOException>(broken);
        Assert.Equal(gradients, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static List<double> Losses(string name, string state, int stopAfter)
    {
        using GoldenChats chats = new(GoldenCase.Named(name).Sibling("loss").Name);
        using CancellationTokenSource source = new();
        List<double> losses = [];
        void OnStep(TrainingStep step)
        {
            losses.Add(step.Loss);
            if (losses.Count == stopAfter)
            {
                source.Cancel();
            }
        }

        TrainingLoop loop = Loop(chats, [Whole(chats)], state, GoldenTraining.Schedule);
        Exception? stopped = Record.Exception(() => loop.Run(OnStep, source.Token));
        if (stopped is MpaException)
        {
            throw stopped;
        }

        Assert.Equal(stopAfter > 0, stopped is OperationCanceledException);
        return losses;
    }

    private static List<double> Killed(string name, string state, int atStep)
    {
        using GoldenChats chats = new(GoldenCase.Named(name).Sibling("loss").Name);
        StepClock clock = new();
        List<double> losses = [];
        TrainingLoop loop = Loop(chats, [Whole(chats)], state, GoldenTraining.Schedule, clock);
        Assert.Throws<InvalidOperationException>(() => loop.Run(OnStep, Token));
        return losses;

        void OnStep(TrainingStep step)
        {
            losses.Add(step.Loss);
            clock.Minutes += 2;
            _ = losses.Count == atStep ? throw new InvalidOperationException("killed") : 0;
        }
    }

    private sealed class StepClock : TimeProvider
    {
        public int Minutes { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Minutes * 60;
    }

    private static TrainingLoop Loop(
        GoldenChats chats,
        IReadOnlyList<ParameterGroup> groups,
        string state,
        Schedule schedule,
        TimeProvider? clock = null)
    {
        TrainingBatch batch = chats.Batch();
        return new TrainingLoop
        {
            Network = chats.Parts.Network,
            Groups = groups,
            Settings = new TrainingSettings(schedule, new AdamRule(), SaveEvery: TimeSpan.FromMinutes(5)),
            BatchAt = _ => batch,
            State = new TrainingState(state),
            Clock = clock ?? TimeProvider.System,
        };
    }

    private static ParameterGroup Whole(GoldenChats chats) =>
        ParameterGroup.Whole(chats.Parts.Network, GoldenTraining.Peak);

    private static float[] Numbers(ParameterGroup group)
    {
        using IDisposable noGradient = no_grad();
        return [.. group.Parameters.SelectMany(p => p.Value.detach().flatten().data<float>())];
    }
}
