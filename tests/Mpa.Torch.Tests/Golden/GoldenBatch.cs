using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>The training batch of a golden `loss` case.</summary>
internal static class GoldenBatch
{
    public static TrainingBatch Read(GoldenCase loss)
    {
        using Tensor ids = loss.Table("input_ids");
        using Tensor labels = loss.Table("labels");
        PixelTile[] tiles = [.. loss.Json.GetProperty("images").EnumerateArray().SelectMany(row => GoldenPixels.Tiles(loss, row))];
        using Tensor attention = loss.Table("attention_mask");
        ChatBatch chats = new(
            (int)ids.shape[0], (int)ids.shape[1], ids.data<long>().ToArray(), attention.data<long>().ToArray(), labels.data<long>().ToArray());
        return new TrainingBatch(chats, tiles);
    }
}
