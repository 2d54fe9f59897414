using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training;

/// <summary>Every optimizer of the golden files, step by step, also when it goes on from a saved state.</summary>
public sealed class OptimizerGoldenTests
{
    private const string List = "settings";

    public static IEnumerable<TheoryDataRow<string>> Cases => OptimizerGolden.Find(List);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_parameter_after_every_step_equals_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        JsonElement file = OptimizerGolden.File(name);
        JsonElement golden = OptimizerGolden.Open(name, List);
        ParameterGroup group = new("all", 1, Parameters(file));
        using Optimizer optimizer = new([group], Rule(golden), decaysAll: true);

        foreach ((JsonElement gradients, JsonElement after) in Steps(file, golden))
        {
            Give(group, file, gradients);
            optimizer.Step([Rate(golden)]);
            Compare(group, file, after);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_optimizer_that_goes_on_from_a_saved_state_makes_the_same_steps_to_the_bit(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        JsonElement file = OptimizerGolden.File(name);
        JsonElement golden = OptimizerGolden.Open(name, List);
        TrainingState state = new(folder.Root);
        ParameterGroup whole = new("all", 1, Parameters(file));
        using Optimizer undisturbed = new([whole], Rule(golden), decaysAll: true);
        foreach ((JsonElement gradients, _) in Steps(file, golden))
        {
            ParameterGroup part = new("all", 1, Parameters(file));
            using Optimizer optimizer = new([part], Rule(golden), decaysAll: true);
            state.TryLoad([part], optimizer);
            Give(part, file, gradients);
            Give(whole, file, gradients);
            optimizer.Step([Rate(golden)]);
            undisturbed.Step([Rate(golden)]);
            state.Save([part], optimizer);

            Assert.All(whole.Parameters.Zip(part.Parameters), pair => Assert.Equal(
                pair.First.Value.data<float>().ToArray(), pair.Second.Value.data<float>().ToArray()));
        }
    }

    private static IEnumerable<(JsonElement Gradients, JsonElement After)> Steps(
        JsonElement file, JsonElement golden) =>
        file.GetProperty("gradients").EnumerateArray().Zip(golden.GetProperty("after").EnumerateArray());

    private static (string Name, Parameter Value)[] Parameters(JsonElement file) =>
    [
        .. file.GetProperty("parameters").EnumerateObject()
            .Select(p => (p.Name, new Parameter(Read(file, p.Name, p.Value)))),
    ];

    private static void Give(ParameterGroup group, JsonElement file, JsonElement gradients)
    {
        foreach ((string name, Parameter value) in group.Parameters)
        {
            JsonElement gradient = gradients.GetProperty(name);
            if (gradient.ValueKind != JsonValueKind.Null)
            {
                value.grad = Read(file, name, gradient);
            }
        }
    }

    private static void Compare(ParameterGroup group, JsonElement file, JsonElement after) =>
        Assert.All(group.Parameters, p =>
        {
            Tensor expected = Read(file, p.Name, after.GetProperty(p.Name));
            double size = Math.Max(1e-4, expected.abs().max().item<float>());
            Near.Equal(expected, p.Value.detach(), 2e-6 * size, p.Name);
        });

    private static Tensor Read(JsonElement file, string name, JsonElement values)
    {
        long[] shape = [.. file.GetProperty("shapes").GetProperty(name).EnumerateArray().Select(n => n.GetInt64())];
        return tensor(values.EnumerateArray().Select(v => v.GetSingle()).ToArray()).view(shape);
    }

    private static double Rate(JsonElement golden) => Number(golden, "lr") ?? 0;

    private static double? Number(JsonElement golden, string key, int? at = null)
    {
        JsonElement value = golden.GetProperty("config").GetProperty(key);
        value = at is { } place ? value[place] : value;
        return value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();
    }

    private static bool Flag(JsonElement golden, string key) =>
        golden.GetProperty("config").GetProperty(key).GetBoolean();

    private static IUpdateRule Rule(JsonElement golden)
    {
        double decay = Number(golden, "weight_decay")!.Value;
        double Must(string key, int? at = null) => Number(golden, key, at)!.Value;
        string kind = golden.GetProperty("optimizer").GetString()!;
        return kind switch
        {
            "adamw" or "adam" => new AdamRule(decay, Must("betas", 0), Must("betas", 1), Must("eps"))
            {
                Penalty = kind == "adam",
            },
            "sgd" => new SgdRule(decay, Must("momentum"), Flag(golden, "nesterov")),
            "lion" => new LionRule(decay, Must("betas", 0), Must("betas", 1)),
            "adafactor" => new AdafactorRule(decay)
            {
                Epsilon = Must("eps", 0),
                SmallestScale = Must("eps", 1),
                Clip = Must("clip_threshold"),
                DecayPower = Must("decay_rate"),
                Beta1 = Number(golden, "beta1"),
                ScalesByParameter = Flag(golden, "scale_parameter"),
                OwnRate = Flag(golden, "relative_step"),
                WarmsUp = Flag(golden, "warmup_init"),
            },
            "adafactor-torch" => new TorchAdafactorRule(decay)
            {
                Epsilon = Number(golden, "eps", 0) ?? Math.Pow(2, -23),
                SmallestScale = Must("eps", 1),
                DecayPower = Must("beta2_decay"),
                Clip = Must("d"),
            },
            _ => throw new NotSupportedException($"optimizer {kind}"),
        };
    }
}
