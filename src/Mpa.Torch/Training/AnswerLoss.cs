using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>Mean cross-entropy of the labelled tokens, each predicted from the tokens before it.</summary>
internal static class AnswerLoss
{
    /// <summary>The loss as a scalar with its gradient graph.</summary>
    public static Tensor Of(Idefics3Model model, TrainingBatch batch)
    {
        (long[] places, long[] targets) = Targets(batch);
        Tensor? pixels = batch.PixelTensor();
        Tensor embeds = model.Embed(batch.IdTensor(), pixels is null ? null : model.Features(pixels)); // [B, L, D]
        Tensor positions = SafeScalars.Range(batch.Length).unsqueeze(0); // [1, L]

        // Padding is on the right: under plain causal attention no real token ever sees it.
        Tensor hidden = model.Hidden(embeds, positions, mask: null); // [B, L, D]

        // The head is the widest layer: it runs on the tokens that have a label only.
        Tensor chosen = hidden.reshape(-1, hidden.shape[2]).index_select(0, tensor(places)); // [labels, D]
        return nn.functional.cross_entropy(model.Logits(chosen), tensor(targets));
    }

    /// <summary>Flat places whose next token has a label, and those labels.</summary>
    private static (long[] Places, long[] Targets) Targets(TrainingBatch batch)
    {
        long[] places = [.. Enumerable.Range(0, batch.Ids.Length)
            .Where(i => (i + 1) % batch.Length != 0 && batch.Labels[i + 1] != TrainingBatch.Ignored)
            .Select(i => (long)i)];
        return places.Length > 0
            ? (places, [.. places.Select(i => batch.Labels[i + 1])])
            : throw new MpaException("A training batch has no answer token to learn: its answers are empty.");
    }
}
