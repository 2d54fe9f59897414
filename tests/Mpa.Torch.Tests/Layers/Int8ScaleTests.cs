using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Golden;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Layers;

public sealed class Int8ScaleTests
{
    [Fact]
    public void Every_weight_is_within_half_a_step_of_its_output()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor weights = randn([40, 64], generator: new Generator(1, CPU));
        weights[7].zero_();
        Tensor rounded = empty([40, 64], ScalarType.Int8);
        using Int8Scale scale = new(weights.shape[0], CPU);
        scale.Round(weights, rounded);

        // The identity shows the weights themselves.
        Tensor read = scale.Linear(eye(64), rounded, null).t(); // [40, 64]

        Tensor step = weights.abs().amax([1], keepdim: true).div(tensor(127f)); // [40, 1]
        Tensor error = read.Plus(weights.neg()).abs(); // [40, 64]
        Assert.True(error.le(step.mul(tensor(0.501f))).all().item<bool>());
        Assert.Equal(0, read[7].abs().max().item<float>());
    }

    [Fact]
    public void A_product_is_that_of_the_rounded_weights_and_the_bias()
    {
        using IDisposable scope = NewDisposeScope();
        using Generator generator = new(2, CPU);
        Tensor weights = randn([24, 32], generator: generator);
        Tensor bias = randn([24], generator: generator);
        Tensor x = randn([3, 5, 32], generator: generator);
        Tensor rounded = empty([24, 32], ScalarType.Int8);
        using Int8Scale scale = new(weights.shape[0], CPU);
        scale.Round(weights, rounded);
        Tensor read = scale.Linear(eye(32), rounded, null).t(); // [24, 32]

        Near.Equal(nn.functional.linear(x, read, bias), scale.Linear(x, rounded, bias), 1e-4, "product");
    }
}
