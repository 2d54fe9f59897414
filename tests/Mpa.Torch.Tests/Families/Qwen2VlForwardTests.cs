using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Families;

public sealed class Qwen2VlForwardTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("forward", GoldenCase.Qwen2Vl);

    public static IEnumerable<TheoryDataRow<string>> Positions => GoldenCase.Find("rope_index", GoldenCase.Qwen2Vl);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_equal_the_public_implementation(string name)
    {
        using GoldenChats golden = new(name);
        using IDisposable scope = NewDisposeScope();
        using SafetensorsFile expected = golden.Golden.Expected();

        GoldenForward.CheckLogits(golden, expected, "");
        CheckPositions(golden, expected);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_vision_tower_and_the_merger_equal_the_public_implementation(string name)
    {
        using GoldenChats golden = new(name);
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using SafetensorsFile expected = golden.Golden.Expected();
        if (!expected.Entries.ContainsKey("projector"))
        {
            Assert.DoesNotContain(golden.Rows, row => row.Images.Count > 0);
            return;
        }

        Network model = (Network)golden.Parts.Network;
        PackedTower tower = (PackedTower)model.Vision;
        var tiles = golden.Pixels(golden.Rows.SelectMany(row => row.Images));
        VisionLayout layout = VisionLayout.Of([.. tiles.Select(tower.Grid)], model.Description.Vision);
        Tensor values = cat([.. tiles.Select(tile => tensor(tile.Values))], 0);
        Tensor pixels = values.view(-1, model.Description.Vision.PatchValues); // [S, values of a patch]
        double tolerance = golden.Golden.LogitsTolerance;

        if (expected.Entries.ContainsKey("pixel_values"))
        {
            Near.Equal(expected.Read("pixel_values"), pixels, 0, "pixels");
        }

        if (expected.Entries.ContainsKey("window_index"))
        {
            Near.Equal(expected.Read("window_index"), layout.Order!, 0, "window order");
        }

        if (expected.Entries.ContainsKey("vision_tower"))
        {
            Near.Equal(expected.Read("vision_tower"), tower.Forward(pixels, layout), tolerance, "vision tower");
        }

        Near.Equal(expected.Read("projector"), model.Features(tiles), tolerance, "projector");
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Positions_on_three_axes_equal_the_public_implementation(string name)
    {
        using GoldenChats golden = new(name);
        using SafetensorsFile expected = golden.Golden.Expected();

        CheckPositions(golden, expected);
    }

    private static void CheckPositions(GoldenChats golden, SafetensorsFile expected)
    {
        ChatBatch batch = GoldenForward.Padded(golden);
        Assert.Equal(expected.Read("position_ids").data<long>().ToArray(), batch.Positions);
        Assert.Equal(
            expected.Read("rope_deltas").data<long>().ToArray(),
            golden.Rows.Select(row => (long)row.Chat.NextPosition - batch.Columns));
    }
}
