using System.Text.Json;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training;

public sealed class LossTests
{
    // Below this share of the largest gradient norm a gradient is rounding noise (key biases: softmax does not see
    // them).
    private const double NoiseFloor = 1e-6;

    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("loss", GoldenCase.AllFamilies);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradients_equal_the_public_implementation(string name)
    {
        using GoldenChats golden = new(name);
        using IDisposable scope = NewDisposeScope();

        Tensor loss = AnswerLoss.Of(golden.Parts.Network, golden.Batch());
        loss.backward();

        Near.Relative(golden.Json.GetProperty("loss").GetDouble(), loss.item<float>(), 1e-5, "loss");
        Dictionary<string, Parameter> parameters = golden.Parts.Network.Parameters
            .ToDictionary(p => p.Name, p => p.Value);
        JsonProperty[] gradients = [.. golden.Json.GetProperty("grads").EnumerateObject()];
        double noise = gradients.Max(gradient => gradient.Value[0].GetDouble()) * NoiseFloor;
        Assert.Equal(parameters.Keys.Order(), gradients.Select(gradient => gradient.Name).Order());
        Assert.All(gradients, gradient => CheckGradient(gradient, parameters[gradient.Name].grad!, noise));
    }

    private static void CheckGradient(JsonProperty expected, Tensor gradient, double noise)
    {
        double norm = expected.Value[0].GetDouble();
        if (norm > noise)
        {
            Near.Relative(norm, gradient.norm().item<float>(), 1e-3, expected.Name);
            double[] first = [.. expected.Value[1].EnumerateArray().Select(value => value.GetDouble())];
            float[] actual = [.. gradient.flatten().narrow(0, 0, first.Length).data<float>()];
            Assert.All(first.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * norm));
        }
    }
}
