using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Layers;
using Mpa.Torch.Training;
using Mpa.Torch.Training.Objectives;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training.Objectives;

public sealed class GroupLossTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => ObjectiveCase.Find("grpo");

    public static IEnumerable<TheoryDataRow<string>> Files => Repository
        .FromGoldens(root => ObjectiveCase.Files(root).Where(HasAdvantages))
        .Select(file => new TheoryDataRow<string>(Path.GetFileName(file)));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Loss_gradients_and_four_steps_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using ObjectiveCase golden = new(name);
        EncodedExample[] rows = Rows(golden);
        int parts = golden.Setting.TryGetProperty("micro_losses", out _) ? 2 : 1;
        int size = rows.Length / parts;
        int[] lengths = [.. golden.Head.GetProperty("batch").GetProperty("answer_tokens").EnumerateArray()
            .Select(count => count.GetInt32())];

        golden.Check(() => Enumerable.Range(0, parts)
            .Select(part => Loss(golden, rows, lengths, part * size, size, parts))
            .Aggregate((a, b) => a.Plus(b)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Advantages_equal_the_public_implementation(string file)
    {
        JsonElement root = JsonElement.Parse(File.ReadAllText(Repository.Golden($"objectives/{file}")));

        Assert.All(root.GetProperty("advantages").EnumerateArray(), golden =>
        {
            double?[][] rewards = [.. golden.GetProperty("rewards").EnumerateArray()
                .Select(row => row.EnumerateArray()
                    .Select(reward => reward.ValueKind == JsonValueKind.Null ? (double?)null : reward.GetDouble())
                    .ToArray())];
            GroupAdvantages advantages = new(
                Numbers(golden.GetProperty("weights")), golden.GetProperty("num_generations").GetInt32());
            double[] actual = golden.GetProperty("aggregation").GetString() == "normalize_then_sum"
                ? advantages.NormalizeThenSum(rewards)
                : advantages.SumThenNormalize(rewards, golden.GetProperty("scale_rewards").GetString()!);
            Assert.All(Numbers(golden.GetProperty("advantages")).Zip(actual), pair =>
                Assert.Equal(pair.First, pair.Second, 1e-5));
        });
    }

    private static bool HasAdvantages(string file) =>
        JsonElement.Parse(File.ReadAllText(file)).TryGetProperty("advantages", out _);

    private static Tensor Loss(
        ObjectiveCase golden, EncodedExample[] rows, int[] lengths, int first, int count, int parts)
    {
        TrainingBatch batch = TrainingBatch.Collate(rows[first..(first + count)], paddingId: 0);
        AnswerTokens answers = AnswerTokens.Of(golden.Golden.Network, batch, golden.Number("temperature", 1));
        int[] own = lengths[first..(first + count)];
        Tensor Own(string name) => ObjectiveCase.OfTokens(golden.Stored(name).narrow(0, first, count), own);
        string kind = golden.Text("loss_type");
        bool hasOld = golden.Setting.GetProperty("old").ValueKind == JsonValueKind.String;
        GroupLoss loss = new()
        {
            Epsilon = golden.Number("epsilon"),
            EpsilonHigh = golden.Number("epsilon_high"),
            Delta = golden.Number("delta", -1) is > 0 and var delta ? delta : null,
            Divergence = golden.Number("beta"),
            DivergenceIsCorrected = golden.Setting.GetProperty("use_bias_correction_kl").GetBoolean(),
            ByAnswers = golden.Text("importance_level") == "sequence",
            Capped = kind == "cispo",
        };
        Tensor advantages = tensor(Numbers(golden.Setting.GetProperty("advantages"))[first..(first + count)])
            .to_type(ScalarType.Float32); // [rows]
        Tensor tokens = loss.PerToken(
            answers, hasOld ? Own(golden.Text("old")) : null, Own("reference_logps"), advantages); // [tokens]
        int longest = golden.Head.GetProperty("batch").GetProperty("max_completion_length").GetInt32();
        Tensor total = GroupLoss.Total(kind, answers, tokens, lengths.Sum(), longest);
        return kind is "dapo" or "cispo" ? total : total.Times(1.0 / parts);
    }

    /// <summary>Prompts with the answers behind them.</summary>
    private static EncodedExample[] Rows(ObjectiveCase golden)
    {
        JsonElement batch = golden.Head.GetProperty("batch");
        int[][] completions = [.. batch.GetProperty("completion_ids").EnumerateArray()
            .Select(ids => ids.EnumerateArray().Select(id => id.GetInt32()).ToArray())];
        return [.. golden.Golden.Rows(batch)
            .Zip(completions, (row, ids) => row.Example with { Chat = ObjectiveCase.With(row.Chat, ids) })];
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];
}
