using Mpa.Torch.Layers;
using Mpa.Torch.Training;
using Mpa.Torch.Training.Objectives;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training.Objectives;

public sealed class DistillationLossTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => ObjectiveCase.Find("kd");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Loss_gradients_and_four_steps_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using ObjectiveCase golden = new(name);
        TrainingBatch batch = golden.Batch();
        Tensor teacher = golden.Stored("teacher_logits"); // [tokens, V]
        Tensor ids = golden.Stored("teacher_topk_ids"); // [tokens, k]
        Tensor logs = golden.Stored("teacher_topk_logprobs"); // [tokens, k]
        double temperature = golden.Number("temperature", 1);
        string kind = golden.Text("name");

        golden.Check(() =>
        {
            AnswerTokens answers = AnswerTokens.Of(golden.Golden.Network, batch);
            Tensor student = answers.Logits; // [tokens, V]
            if (kind.StartsWith("hinton", StringComparison.Ordinal))
            {
                double share = golden.Number("ce_weight");
                Tensor apart = DistillationLoss.Whole(student, teacher, 0, temperature).mean();
                return ImitationLoss.ByTokens(answers).Times(share)
                    .Plus(apart.Times((1 - share) * temperature * temperature));
            }

            return (kind[(kind.IndexOf('-', StringComparison.Ordinal) + 1)..] switch
            {
                "renormalised" => DistillationLoss.Renormalized(student, ids, logs),
                "tail-bucket" => DistillationLoss.TailTogether(student, ids, logs),
                "tail-ignored" => DistillationLoss.TailIgnored(student, ids, logs),
                "teacher-renormalised" => DistillationLoss.TeacherRenormalized(student, ids, logs),
                _ => DistillationLoss.Whole(student, teacher, golden.Number("beta"), temperature),
            }).mean();
        });
    }
}
