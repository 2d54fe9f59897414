using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Vision;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Families;

public sealed class Idefics3ForwardTests
{
    private const double Tolerance = 1e-4;

    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("forward", GoldenCase.Idefics3);

    public static IEnumerable<TheoryDataRow<string>> PartlyFilled => FamilyCase.Find("forward_pixels");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(PartlyFilled))]
    public void A_tile_that_is_partly_padding_gives_the_logits_of_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using FamilyCase golden = FamilyCase.Open(name);
        using SafetensorsFile expected = golden.Expected();
        VisionConfig vision = golden.Network.Description.Vision;
        (Tensor pixels, IReadOnlyList<bool[,]>? masks) = GoldenPixels.Stored(expected, vision.PatchSize);
        Assert.Equal(
            expected.Read("vision_position_ids").data<long>().ToArray(),
            masks!.SelectMany(mask => VisionPositions.Ids(mask, vision.PatchesPerSide)));

        Tensor seen = ((VisionTower)golden.Network.Vision).Forward(pixels, masks); // [tiles, patches, D]
        Near.Equal(expected.Read("vision"), seen, Tolerance, "vision tower");
        Tensor attention = expected.Read("attention_mask"); // [B, L]
        Tensor embeds = golden.Network.Embed(
            expected.Read("input_ids"), golden.Network.Projector.Forward(seen).flatten(0, 1)); // [B, L, D]
        Tensor hidden = golden.Network.Hidden(
            embeds, PaddedPositions.Positions(attention), PaddedPositions.CausalMask(attention)); // [B, L, D]

        LogitsSummary.Check(expected, "", golden.Network.Logits(hidden), attention, golden.Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_equal_the_public_implementation(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using SafetensorsFile expected = golden.Expected();
        using Network model = Network.Load(golden.ModelFolder, golden.Describe(), TensorPlace.Cpu);

        Tensor? features = Features(model, golden, expected);
        Tensor attention = expected.Read("attention_mask");
        Tensor positions = PaddedPositions.Positions(attention);
        Tensor embeds = model.Embed(expected.Read("input_ids"), features?.flatten(0, 1));
        Tensor logits = model.Logits(model.Hidden(embeds, positions, PaddedPositions.CausalMask(attention)));

        Near.Equal(expected.Read("position_ids"), positions, 0, "position ids");
        LogitsSummary.Check(expected, "", logits, attention, Tolerance);
    }

    private static Tensor? Features(Network model, GoldenCase golden, SafetensorsFile expected)
    {
        if (!expected.Entries.ContainsKey("projector"))
        {
            return null;
        }

        (Tensor pixels, IReadOnlyList<bool[,]>? masks) = GoldenPixels.Read(golden, expected, model.Description);
        Tensor seen = ((VisionTower)model.Vision).Forward(pixels, masks); // [tiles, patches, D]
        if (expected.Entries.ContainsKey("vision"))
        {
            Near.Equal(expected.Read("vision"), seen, Tolerance, "vision tower");
        }

        Tensor features = model.Projector.Forward(seen); // [tiles, tokens, hidden]
        Near.Equal(expected.Read("projector"), features, Tolerance, "projector");
        return features;
    }
}
