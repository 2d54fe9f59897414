using Mpa.Torch.Families;
using Mpa.Torch.Language;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>Mean cross-entropy of the labeled tokens, each predicted from the tokens before it.</summary>
internal static class AnswerLoss
{
    /// <summary>The loss as a scalar with its gradient graph.</summary>
    public static Tensor Of(IVisionLanguageNetwork network, TrainingBatch batch)
    {
        (long[] places, long[] targets) = Targets(batch.Chats);
        return nn.functional.cross_entropy(Logits(network, batch, places), tensor(targets));
    }

    /// <summary>What the network predicts at flat places of a batch: [places, vocabulary].</summary>
    public static Tensor Logits(IVisionLanguageNetwork network, TrainingBatch batch, long[] places)
    {
        Tensor ids = tensor(batch.Chats.Ids).view(batch.Chats.Rows, batch.Chats.Columns); // [B, L]
        Tensor embeds = network.Embed(ids, batch.Tiles.Count == 0 ? null : network.Features(batch.Tiles)); // [B, L, D]
        Tensor positions = PaddedPositions.Of(batch.Chats); // [B, L] or [axes, B, L]

        // Padding is on the right: under plain causal attention no real token ever sees it.
        Tensor hidden = network.Hidden(embeds, positions, mask: null); // [B, L, D]

        // The head is the widest layer: it runs on the tokens that have a label only.
        Tensor chosen = hidden.reshape(-1, hidden.shape[2]).index_select(0, tensor(places)); // [labels, D]
        return network.Logits(chosen); // [labels, V]
    }

    /// <summary>Tokens of a batch whose loss counts.</summary>
    public static int Labels(ChatBatch batch) => Targets(batch).Places.Length;

    /// <summary>Flat places whose next token has a label, and those labels.</summary>
    public static (long[] Places, long[] Targets) Targets(ChatBatch batch)
    {
        long[] places = [.. Enumerable.Range(0, batch.Ids.Length)
            .Where(i => (i + 1) % batch.Columns != 0 && batch.Labels[i + 1] != EncodedChat.NoLabel)
            .Select(i => (long)i)];
        return places.Length > 0
            ? (places, [.. places.Select(i => batch.Labels[i + 1])])
            : throw new MpaException("A training batch has no answer token to learn: its answers are empty.");
    }
}
