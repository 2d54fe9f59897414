using Mpa.Torch.Families;
using Mpa.Torch.Language;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Generation;

/// <summary>
/// Log-probabilities of given answers, in one pass over prompt and answer: what training sees of them, to compare with
/// what generation tells.
/// </summary>
internal static class AnswerScorer
{
    /// <summary>
    /// Scores the labeled tokens of each chat, in order. The chats may differ in length and in their number of
    /// images.
    /// </summary>
    /// <param name="network">In evaluation on the CPU.</param>
    /// <param name="chats">Prompt and answer; at least one.</param>
    /// <param name="features">[image tokens, hidden] of each image, in reading order over all chats.</param>
    public static IReadOnlyList<ScoredAnswer> Run(
        IVisionLanguageNetwork network, IReadOnlyList<EncodedChat> chats, IReadOnlyList<Tensor> features)
    {
        using IDisposable inference = inference_mode();
        using IDisposable scope = NewDisposeScope();
        ChatBatch batch = ChatBatch.Pad(chats, network.Text.PaddingId ?? 0, PaddingSide.Right);
        int[] labeled = [.. Enumerable.Range(0, batch.Ids.Length).Where(i => batch.Labels[i] != EncodedChat.NoLabel)];
        double[] scores = Scores(network, batch, labeled, features);
        List<ScoredAnswer> answers = [];
        int start = 0;
        foreach (EncodedChat chat in chats)
        {
            int[] tokens = [.. chat.Labels.Where(label => label != EncodedChat.NoLabel)];
            answers.Add(new ScoredAnswer(tokens, scores[start..(start + tokens.Length)]));
            start += tokens.Length;
        }

        return answers;
    }

    private static double[] Scores(
        IVisionLanguageNetwork network, ChatBatch batch, int[] labeled, IReadOnlyList<Tensor> features)
    {
        Tensor ids = tensor(batch.Ids).view(batch.Rows, batch.Columns); // [B, L]
        Tensor embeds = network.Embed(ids, features.Count == 0 ? null : cat([.. features], 0)); // [B, L, D]
        Tensor positions = PaddedPositions.Of(batch); // [B, L] or [axes, B, L]

        // Padding is on the right: under plain causal attention no real token ever sees it.
        Tensor hidden = network.Hidden(embeds, positions, mask: null).flatten(0, 1); // [B·L, D]

        // A token is predicted by the place before it.
        Tensor before = hidden.index_select(0, tensor([.. labeled.Select(place => place - 1L)])); // [labels, D]
        Tensor targets = tensor([.. labeled.Select(place => batch.Labels[place])]).unsqueeze(1); // [labels, 1]
        Tensor logits = network.Logits(before).to_type(ScalarType.Float32); // [labels, V]
        return [.. logits.log_softmax(-1).gather(1, targets).to_type(ScalarType.Float64).data<double>()]; // [labels, 1]
    }
}

/// <summary>How likely a model finds a given answer.</summary>
/// <param name="Tokens">The answer's tokens, the end token last.</param>
/// <param name="LogProbabilities">Of each token after all before it; natural logarithm.</param>
internal sealed record ScoredAnswer(IReadOnlyList<int> Tokens, IReadOnlyList<double> LogProbabilities)
{
    /// <summary>Log-probability of the whole answer: the sum over its tokens.</summary>
    public double Sum => LogProbabilities.Sum();
}
