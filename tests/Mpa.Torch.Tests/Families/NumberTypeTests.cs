using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Golden;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Families;

/// <summary>How far answers in 16 and 8 bits are from those in 32 (figures: docs/decisions/0016).</summary>
public sealed class NumberTypeTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("loss", GoldenCase.AllFamilies);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Half_precision_and_8_bit_weights_stay_near_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor exact = Real(name, WeightType.Float32);

        double half = Distance(exact, Real(name, WeightType.BFloat16));
        double eight = Distance(exact, Real(name, WeightType.Int8));

        string figures = FormattableString.Invariant($"{name}: bfloat16 {half:0.0000}, int8 {eight:0.0000}");
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
        Assert.InRange(half, 1e-5, 0.03);
        Assert.InRange(eight, 1e-5, 0.06);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eight_bit_weights_take_a_quarter_of_the_memory_of_32(string name)
    {
        long Bytes(WeightType weights)
        {
            using LoadedModel model = LoadedModel.Load(GoldenCase.Named(name).ModelFolder, weights);
            return model.Network.Linears
                .Sum(linear => linear.Layer.Weight.numel() * linear.Layer.Weight.element_size());
        }

        Assert.Equal(Bytes(WeightType.Float32), 4 * Bytes(WeightType.Int8));
    }

    /// <summary>Logits of all real tokens [n, V] as float32.</summary>
    private static Tensor Real(string name, WeightType weights)
    {
        using GoldenChats golden = new(name, weights);
        Tensor real = GoldenForward.Attention(golden).to_type(ScalarType.Bool).flatten(); // [B·L]
        Tensor logits = GoldenForward.Logits(golden).to_type(ScalarType.Float32).flatten(0, 1); // [B·L, V]
        return logits.index_select(0, real.nonzero().flatten()); // [n, V]
    }

    /// <summary>Root of the mean square of the difference, as a share of that of the values.</summary>
    private static double Distance(Tensor exact, Tensor other) =>
        exact.Plus(other.neg()).norm().item<float>() / exact.norm().item<float>();
}
