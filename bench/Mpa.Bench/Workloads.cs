using System.Diagnostics;
using System.Text.Json;
using Mpa.Models;
using Mpa.Torch;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Lora;
using Mpa.Torch.Training;
using static TorchSharp.torch;

namespace Mpa.Bench;

/// <summary>
/// The three workloads: reading an image and a question of 40 tokens, decoding 32 tokens after them, and a LoRA step
/// (rank 16, 8 answer tokens). FLOPs count two per weight and token, as attention is small beside the matrices at these
/// lengths.
/// </summary>
internal sealed class Workloads : IDisposable
{
    private const int Question = 40;
    private const int NewTokens = 32;
    private const int AnswerTokens = 8;
    private readonly string _name;
    private readonly string _weights;
    private readonly TimeProvider _time;
    private readonly BenchModel _model;
    private readonly long _visionWeights;
    private readonly long _connectorWeights;
    private readonly long _textWeights;
    private readonly long _headWeights;

    public Workloads(string folder, WeightType weights, int side, TimeProvider time)
    {
        _name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        _weights = weights.ToString();
        _time = time;
        _model = new BenchModel(folder, weights, side);
        _headWeights = (long)Network.Text.VocabularySize * Network.Text.HiddenSize;
        _visionWeights = _model.Matrices(ModelPart.VisionTower);
        _connectorWeights = _model.Matrices(ModelPart.Connector);
        _textWeights = _model.Matrices(ModelPart.LanguageModel);
    }

    private IVisionLanguageNetwork Network => _model.Network;

    private double ImageFlops => 2.0 * ((_visionWeights * _model.Patches) + (_connectorWeights * _model.Tokens));

    /// <summary>Runs a workload at each batch size, or at its usual ones.</summary>
    public void Run(string workload, int[] batches)
    {
        Action<int> work = workload switch { "prefill" => Prefill, "decode" => Decode, _ => Lora };
        int[] usual = workload switch { "prefill" => [1, 4], "decode" => [1, 8], _ => [4] };
        foreach (int batch in batches.Length == 0 ? usual : batches)
        {
            work(batch);
        }
    }

    public void Dispose() => _model.Dispose();

    private int BytesPerWeight => _weights switch
    {
        nameof(WeightType.Float32) => 4,
        nameof(WeightType.BFloat16) => 2,
        _ => 1,
    };

    /// <summary>Tower, connector, and the prompt's first token.</summary>
    private void Prefill(int batch)
    {
        using IDisposable inference = inference_mode();
        Read(batch, steps: 0);
        double seconds = Math.Min(Read(batch, steps: 0).Prompt, Read(batch, steps: 0).Prompt);
        double flops = batch * (ImageFlops + (2.0 * ((_textWeights * (_model.Tokens + Question)) + _headWeights)));
        Report("prefill", batch, seconds, flops, ("imagesPerSecond", batch / seconds));
    }

    /// <summary>32 tokens after the prompt.</summary>
    private void Decode(int batch)
    {
        using IDisposable inference = inference_mode();
        double seconds = Read(batch, NewTokens).Steps;
        double weights = _textWeights + _headWeights;
        Report(
            "decode",
            batch,
            seconds,
            2.0 * batch * NewTokens * weights,
            ("tokensPerSecond", NewTokens * batch / seconds),
            ("weightsGibPerSecond", weights * BytesPerWeight * NewTokens / seconds / (1 << 30)));
    }

    /// <summary>A training step with the tower frozen.</summary>
    private void Lora(int batch)
    {
        LoraConfig config = new(16, 32, [], Network.LanguageLinears);
        using LoraAdapters adapters = LoraAdapters.Attach(Network, config, seed: 0);
        EncodedExample[] examples = [.. Enumerable.Range(0, batch).Select(_ => Example())];
        TrainingBatch data = TrainingBatch.Collate(examples, paddingId: 0);
        List<double> seconds = [];
        string state = Directory.CreateTempSubdirectory("mpa-bench").FullName;
        new TrainingLoop
        {
            Network = Network,
            Groups = [new ParameterGroup("adapters", 1e-4, adapters.Parameters)],
            Settings = new TrainingSettings(new Schedule(WarmUpSteps: 0, Steps: 4), new AdamRule()),
            BatchAt = _ => data,
            State = new TrainingState(state),
            Clock = _time,
        }.Run(step => seconds.Add(step.Seconds), CancellationToken.None);
        Directory.Delete(state, recursive: true);
        double best = seconds.Skip(1).Min();
        double textFlops = (4.0 * _textWeights * data.Chats.Columns) + (4.0 * _headWeights * AnswerTokens);
        Report("lora", batch, best, batch * (ImageFlops + textFlops), ("samplesPerSecond", batch / best));

        EncodedExample Example() => new(_model.Chat(Question, AnswerTokens), [_model.Tile()]);
    }

    /// <summary>Seconds until the first token's logits, and of the steps after it.</summary>
    private (double Prompt, double Steps) Read(int batch, int steps)
    {
        long began = _time.GetTimestamp();
        using IDisposable scope = NewDisposeScope();
        Tensor features = Network.Features([.. Enumerable.Range(0, batch).Select(_ => _model.Tile())])
            .view(batch, _model.Tokens, -1); // [B, tokens, D]
        SamplingOptions sampling = new(MaxNewTokens: NewTokens + 1);
        using DecodingBatch decoding = new(Network);
        Tensor logits = decoding.Join([.. Enumerable.Range(0, batch)
            .Select(i => new GenerationPrompt(_model.Chat(Question, learned: 0), [features[i]], sampling))]); // [B, V]
        double prompt = _time.GetElapsedTime(began).TotalSeconds;
        for (int step = 0; step < steps; step++)
        {
            using IDisposable inner = NewDisposeScope();
            using Tensor likeliest = logits.argmax(-1); // [B]
            IEnumerable<int> tokens = likeliest.data<long>().ToArray().Select(id => (int)id);
            logits = decoding.Step(tokens).MoveToOuterDisposeScope(); // [B, V]
        }

        return (prompt, _time.GetElapsedTime(began).TotalSeconds - prompt);
    }

    private void Report(
        string workload, int batch, double seconds, double flops, params (string Name, double Value)[] more)
    {
        double peak = EngineFacts.PeakFlops(Network.Dtype, _time, CancellationToken.None);
        Dictionary<string, object> line = new()
        {
            ["workload"] = workload,
            ["model"] = _name,
            ["weights"] = _weights,
            ["imageTokens"] = _model.Tokens,
            ["threads"] = get_num_threads(),
            ["batch"] = batch,
            ["seconds"] = Math.Round(seconds, 3),
            ["gflops"] = Math.Round(flops / seconds / 1e9, 1),
            ["gemmPeakGflops"] = Math.Round(peak / 1e9, 1),
            ["shareOfPeak"] = Math.Round(flops / seconds / peak, 3),
            ["peakRssGib"] = Math.Round(Process.GetCurrentProcess().PeakWorkingSet64 / (double)(1 << 30), 2),
        };
        foreach ((string name, double value) in more)
        {
            line[name] = Math.Round(value, 3);
        }

        Console.WriteLine(JsonSerializer.Serialize(line));
    }
}
