using Mpa.Torch.Training;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>The training batch of a golden `loss` case.</summary>
internal static class GoldenBatch
{
    public static TrainingBatch Read(GoldenCase loss)
    {
        using Tensor ids = loss.Table("input_ids");
        using Tensor labels = loss.Table("labels");
        float[][] tiles = [.. loss.Json.GetProperty("images").EnumerateArray().SelectMany(row => GoldenPixels.Tiles(loss, row))];
        return new TrainingBatch(
            (int)ids.shape[0],
            (int)ids.shape[1],
            ids.data<long>().ToArray(),
            labels.data<long>().ToArray(),
            tiles.Length,
            [.. tiles.SelectMany(tile => tile)]);
    }
}
