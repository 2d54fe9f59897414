using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Tokenizers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Training.Objectives;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training.Objectives;

public sealed class ImitationLossTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => ObjectiveCase.Find("sft");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_gradients_and_four_steps_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using ObjectiveCase golden = new(name);
        TrainingBatch whole = golden.Batch();
        TrainingBatch[] parts = [.. golden.Head.GetProperty("micro_batches").EnumerateArray()
            .Select(part => golden.Batch(part))];
        double all = AnswerLoss.Labels(whole.Chats);
        AnswerTokens Of(TrainingBatch batch) => AnswerTokens.Of(golden.Golden.Network, batch);
        Tensor Sum(Func<TrainingBatch, Tensor> loss) => parts.Select(loss).Aggregate((a, b) => a.Plus(b));

        golden.Check(golden.Text("name") switch
        {
            "token-mean" => () => ImitationLoss.ByTokens(Of(whole)),
            "sequence-mean" => () => ImitationLoss.ByAnswers(Of(whole)),
            "accumulated" => () => Sum(part =>
                ImitationLoss.ByTokens(Of(part)).Times(AnswerLoss.Labels(part.Chats) / all)),
            "accumulated-naive" => () => Sum(part => ImitationLoss.ByTokens(Of(part)).Times(1.0 / parts.Length)),
            "sequence-kd" => () => ImitationLoss.ByTokens(Of(OfTeacher(golden))),
            "dft" => () => ImitationLoss.Dynamic(Of(whole)),
            _ => () => ImitationLoss.Smoothed(Of(whole), golden.Number("label_smoothing")),
        });
    }

    /// <summary>The rows with the teacher's answers, which the file gives as ids.</summary>
    private static TrainingBatch OfTeacher(ObjectiveCase golden)
    {
        int[][] answers = [.. golden.Setting.GetProperty("labels").EnumerateArray()
            .Select(row => ChatCase.ReadRuns(row).Where(label => label != EncodedChat.NoLabel).ToArray())];
        return TrainingBatch.Collate(
            [.. golden.Golden.Rows(golden.Head.GetProperty("batch"))
                .Zip(answers, (row, answer) => row.Example with
                {
                    Chat = ObjectiveCase.With(Prompt(row.Chat), answer),
                })],
            paddingId: 0);
    }

    private static EncodedChat Prompt(EncodedChat chat)
    {
        int length = Array.FindIndex(chat.Labels, label => label != EncodedChat.NoLabel);
        return new EncodedChat(
            chat.Ids[..length],
            chat.Labels[..length],
            chat.Positions is null ? null : [.. chat.Positions.Select(axis => axis[..length])]);
    }
}
