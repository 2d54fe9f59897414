using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training.Objectives;

/// <summary>
/// A setting of a golden file of objectives: its model, its rows and the four steps that it was trained for.
/// </summary>
internal sealed class ObjectiveCase : IDisposable
{
    private const double Rate = 1e-3;

    private readonly LoraAdapters? _adapters;
    private readonly SafetensorsFile _tensors;

    public ObjectiveCase(string name)
    {
        Golden = FamilyCase.OpenObjective(name);
        _tensors = new(Path.Combine(Golden.Folder, Path.ChangeExtension(name.Split('|')[0], ".safetensors")));
        if (Golden.Head.TryGetProperty("policy", out JsonElement policy))
        {
            _adapters = LoraAdapters.Load(Golden.Network, Repository.Golden(policy.GetString()!));
        }
    }

    public FamilyCase Golden { get; }

    public JsonElement Setting => Golden.Json;

    public JsonElement Head => Golden.Head;

    /// <summary>Settings of an objective, as "file|number|name".</summary>
    public static IEnumerable<TheoryDataRow<string>> Find(string objective) => Repository
        .FromGoldens<string>(root => Files(root).SelectMany(file => Names(file, objective)))
        .Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<string> Files(string root)
    {
        string folder = Path.Combine(root, "objectives");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal) : [];
    }

    public double Number(string key, double fallback = 0) =>
        Setting.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : fallback;

    public string Text(string key) => Setting.GetProperty(key).GetString()!;

    public TrainingBatch Batch(JsonElement? of = null) => TrainingBatch.Collate(
        [.. Golden.Rows(of ?? Head.GetProperty("batch")).Select(row => row.Example)], paddingId: 0);

    public Tensor Stored(string name) => _tensors.Read(name);

    /// <summary>values: [rows, longest] as files hold them → those of the tokens, [tokens].</summary>
    public static Tensor OfTokens(Tensor values, IEnumerable<int> lengths) =>
        cat([.. lengths.Select((length, row) => values[row].narrow(0, 0, length))]);

    /// <summary>A prompt with an answer behind it, which is learned.</summary>
    public static EncodedChat With(EncodedChat prompt, int[] answer)
    {
        int[] behind = [.. Enumerable.Range(prompt.NextPosition, answer.Length)];
        return new EncodedChat(
            [.. prompt.Ids, .. answer],
            [.. prompt.Ids.Select(_ => EncodedChat.NoLabel), .. answer],
            prompt.Positions is null ? null : [.. prompt.Positions.Select(axis => (int[])[.. axis, .. behind])]);
    }

    /// <summary>Log-probabilities of the model without its adapter.</summary>
    public Tensor WithoutAdapter(Func<Tensor> compute)
    {
        using IDisposable noGradient = no_grad();
        _adapters!.Switch(on: false);
        Tensor result = compute();
        _adapters.Switch(on: true);
        return result;
    }

    /// <summary>Compares the loss, its gradients and four steps of AdamW.</summary>
    public void Check(Func<Tensor> loss)
    {
        ParameterGroup group = new("all", Rate, Trained());
        using Optimizer optimizer = new([group], new AdamRule(WeightDecay: 0.01));
        foreach ((_, Parameter value) in Golden.Network.Parameters)
        {
            value.requires_grad = false;
        }

        foreach ((_, Parameter value) in group.Parameters)
        {
            value.requires_grad = true;
        }

        JsonElement[] steps = Setting.TryGetProperty("steps", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        if (steps.Length == 0)
        {
            Near(Setting.GetProperty("loss").GetDouble(), Backward(loss, optimizer).Loss, 1e-4, "loss");
        }

        for (int step = 0; step < steps.Length; step++)
        {
            (double value, double norm) = Backward(loss, optimizer, gradients: step == 0);
            Near(steps[step].GetProperty("loss").GetDouble(), value, step == 0 ? 1e-4 : 1e-3, $"loss of step {step}");
            Near(steps[step].GetProperty("grad_norm").GetDouble(), norm, 1e-3, $"gradient norm of step {step}");
            optimizer.Step([Rate]);
        }

        if (steps.Length > 0)
        {
            using IDisposable scope = NewDisposeScope();
            Near(Setting.GetProperty("loss_after").GetDouble(), loss().item<float>(), 1e-3, "loss after the steps");
        }
    }

    /// <summary>Near to each other by a share of the larger of the number and 1.</summary>
    public static void Near(double expected, double actual, double share, string what) =>
        Assert.True(
            Math.Abs(expected - actual) <= share * Math.Max(1, Math.Abs(expected)),
            $"{what}: {actual:g9} is not near {expected:g9}");

    public void Dispose()
    {
        _adapters?.Dispose();
        _tensors.Dispose();
        Golden.Dispose();
    }

    private (double Loss, double Norm) Backward(Func<Tensor> loss, Optimizer optimizer, bool gradients = false)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor value = loss();
        value.backward();
        if (gradients)
        {
            CheckGradients();
        }

        return (value.Value(), optimizer.ClipGradients(1));
    }

    private void CheckGradients()
    {
        JsonProperty[] expected = [.. Setting.GetProperty("grads").EnumerateObject()];
        double whole = Math.Sqrt(expected.Sum(gradient => Math.Pow(gradient.Value[0].GetDouble(), 2)));
        Dictionary<string, Parameter> trained = Trained()
            .ToDictionary(p => AdapterNames.Canonical(p.Name), p => p.Value);
        Assert.All(expected, gradient =>
        {
            double norm = gradient.Value[0].GetDouble();
            double actual = trained[AdapterNames.Canonical(gradient.Name)].grad?.norm().item<float>() ?? 0;
            Assert.True(
                Math.Abs(norm - actual) <= 1e-3 * Math.Max(norm, whole * 1e-3) + 1e-7,
                $"gradient of {gradient.Name}: {actual:g7} is not near {norm:g7}");
        });
    }

    private IReadOnlyList<(string Name, Parameter Value)> Trained() =>
        _adapters?.Parameters ?? Golden.Network.Parameters;

    private static IEnumerable<string> Names(string file, string objective)
    {
        JsonElement root = JsonElement.Parse(File.ReadAllText(file));
        return root.GetProperty("objective").GetString() == objective
            ? root.GetProperty("settings").EnumerateArray()
                .Select((setting, i) => $"{Path.GetFileName(file)}|{i}|{setting.GetProperty("name").GetString()}")
            : [];
    }
}
