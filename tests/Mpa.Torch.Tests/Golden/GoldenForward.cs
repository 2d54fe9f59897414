using Mpa.Torch.Families;
using Mpa.Torch.Language;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>One pass over a golden case's padded prompts.</summary>
internal static class GoldenForward
{
    /// <summary>[B, L, vocabulary].</summary>
    public static Tensor Logits(GoldenChats golden)
    {
        using IDisposable noGradient = no_grad();
        IVisionLanguageNetwork network = golden.Parts.Network;
        ChatBatch batch = Padded(golden);
        var pixels = golden.Pixels(golden.Rows.SelectMany(row => row.Images));
        Tensor embeds = network.Embed(tensor(batch.Ids).view(batch.Rows, batch.Columns), pixels.Count == 0 ? null : network.Features(pixels));
        return network.Logits(network.Hidden(embeds, PaddedPositions.Of(batch), PaddedPositions.CausalMask(Attention(golden))));
    }

    /// <summary>[B, L] of 0 and 1.</summary>
    public static Tensor Attention(GoldenChats golden)
    {
        ChatBatch batch = Padded(golden);
        return tensor(batch.AttentionMask).view(batch.Rows, batch.Columns);
    }

    public static ChatBatch Padded(GoldenChats golden) => ChatBatch.Pad(
        [.. golden.Rows.Select(row => row.Chat)],
        paddingId: 0,
        golden.Golden.Has("padding_side") && golden.Json.GetProperty("padding_side").GetString() == "left" ? PaddingSide.Left : PaddingSide.Right);
}
