using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;
using Mpa.Torch.Training.Objectives;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training.Objectives;

public sealed class PreferenceLossTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => ObjectiveCase.Find("dpo");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Loss_gradients_and_four_steps_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using ObjectiveCase golden = new(name);
        TrainingBatch batch = golden.Batch();
        int pairs = batch.Chats.Rows / 2;
        AnswerTokens Of() => AnswerTokens.Of(golden.Golden.Network, batch);
        Tensor reference = golden.WithoutAdapter(() => Of().LogProbabilities()); // [tokens]
        Near.Equal(golden.Stored("reference_logps"), Of().Sums(reference), 2e-3, "reference");
        string[] kinds = [.. golden.Setting.GetProperty("loss_type").EnumerateArray()
            .Select(kind => kind.GetString()!)];
        double[] weights = [.. golden.Setting.GetProperty("weights").EnumerateArray().Select(w => w.GetDouble())];

        golden.Check(() =>
        {
            AnswerTokens answers = Of();
            Tensor logs = answers.LogProbabilities(); // [tokens]
            Tensor ratio = logs.Minus(reference); // [tokens]
            return kinds.Zip(weights, (kind, weight) => (kind == "sft"
                ? logs.masked_select(answers.Rows.lt(pairs)).mean().neg()
                : new PreferenceLoss(kind, golden.Number("beta"), golden.Number("label_smoothing"))
                    .Of(Ratios(answers, ratio, 0, pairs), Ratios(answers, ratio, pairs, pairs))
                    .mean()).Times(weight)).Aggregate((a, b) => a.Plus(b));
        });
    }

    [Theory]
    [InlineData("sigmoid", 0.6931472)]
    [InlineData("sigmoid_norm", 0.6931472)]
    [InlineData("hinge", 1)]
    [InlineData("ipo", 25)]
    [InlineData("robust", 0.6931472)]
    [InlineData("conservative", 0.6931472)]
    [InlineData("apo_zero", 1)]
    public void A_policy_that_is_its_reference_has_the_loss_of_no_preference(string kind, double expected)
    {
        using IDisposable scope = NewDisposeScope();
        AnswerRatios none = new(zeros(1), zeros(1));

        Assert.Equal(expected, new PreferenceLoss(kind, 0.1, 0.2).Of(none, none).item<float>(), 1e-5);
    }

    [Fact]
    public void A_loss_that_is_not_there_is_named()
    {
        using IDisposable scope = NewDisposeScope();
        AnswerRatios none = new(zeros(1), zeros(1));

        Assert.Contains(
            "\"orpo\"", Assert.Throws<MpaException>(() => new PreferenceLoss("orpo").Of(none, none)).Message);
    }

    private static AnswerRatios Ratios(AnswerTokens answers, Tensor ratio, int first, int count) => new(
        answers.Sums(ratio).narrow(0, first, count), answers.Means(ratio).narrow(0, first, count));
}
