using System.Diagnostics;
using System.Text.Json;
using Mpa.Models;
using Mpa.Torch;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Generation;
using Mpa.Torch.Layers;
using Mpa.Torch.Lora;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Bench;

/// <summary>
/// The three workloads: reading a tile and a question of 40 tokens, decoding 32 tokens after them, and a LoRA step (rank 16, 8 answer
/// tokens). FLOPs count two per weight and token, as attention is small beside the matrices at these lengths.
/// </summary>
internal sealed class Workloads : IDisposable
{
    private const int Question = 40;
    private const int NewTokens = 32;
    private const int AnswerTokens = 8;
    private readonly Random _random = new(0);
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly Idefics3Model _model;
    private readonly long _visionWeights;
    private readonly long _textWeights;
    private readonly long _headWeights;

    public Workloads(string folder, TimeProvider time)
    {
        _name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        _time = time;
        _model = Idefics3Model.Load(folder, TensorPlace.Cpu);
        _headWeights = (long)_model.Config.Text.VocabularySize * _model.Config.Text.HiddenSize;
        _visionWeights = Matrices("model.vision_model");
        _textWeights = Matrices("model.text_model") - _headWeights;
    }

    private int Tokens => _model.Config.TokensPerTile;

    private int Patches => _model.Config.Vision.PatchesPerSide * _model.Config.Vision.PatchesPerSide;

    /// <summary>Tower, connector, and the prompt's first token.</summary>
    public void Prefill(int batch)
    {
        using IDisposable inference = inference_mode();
        double seconds = Best(2, () => Read(batch, steps: 0));
        double flops = 2.0 * batch * ((_visionWeights * Patches) + (_textWeights * (Tokens + Question)) + _headWeights);
        Report("prefill", batch, seconds, flops, ("imagesPerSecond", batch / seconds));
    }

    /// <summary>32 tokens after the prompt.</summary>
    public void Decode(int batch)
    {
        using IDisposable inference = inference_mode();
        double prompt = Best(1, () => Read(batch, steps: 0));
        double seconds = Best(1, () => Read(batch, NewTokens)) - prompt;
        double weights = _textWeights + _headWeights;
        Report("decode", batch, seconds, 2.0 * batch * NewTokens * weights, ("tokensPerSecond", NewTokens * batch / seconds), ("weightsGibPerSecond", weights * 4 * NewTokens / seconds / (1 << 30)));
    }

    /// <summary>A training step with the tower frozen.</summary>
    public void Lora(int batch)
    {
        LoraAdapters adapters = LoraAdapters.Attach(_model, new LoraConfig(16, 32, [], _model.LanguageLinears), seed: 0);
        TrainingBatch data = TrainingBatch(batch);
        TrainingSettings settings = new(new CosineSchedule(1e-4, 0, 4), new AdamWSettings());
        List<double> seconds = [];
        string state = Directory.CreateTempSubdirectory("mpa-bench").FullName;
        TrainingLoop.Run(_model, adapters.Parameters, settings, _ => data, new TrainingState(state), _time, step => seconds.Add(step.Seconds), default);
        Directory.Delete(state, recursive: true);
        double best = seconds.Skip(1).Min();
        double flops = batch * ((2.0 * _visionWeights * Patches) + (4.0 * _textWeights * data.Chats.Columns) + (4.0 * _headWeights * AnswerTokens));
        Report("lora", batch, best, flops, ("samplesPerSecond", batch / best));
    }

    public void Dispose() => _model.Dispose();

    private long Matrices(string part) => _model.named_parameters()
        .Where(p => p.name.StartsWith(part, StringComparison.Ordinal) && p.parameter.dim() > 1).Sum(p => p.parameter.numel());

    private void Read(int batch, int steps)
    {
        using IDisposable scope = NewDisposeScope();
        int side = _model.Config.Vision.ImageSize;
        Tensor features = _model.Features(randn(batch, 3, side, side)); // [B, tokens, D]
        SamplingOptions sampling = new(MaxNewTokens: NewTokens + 1);
        using DecodingBatch decoding = new(_model, [.. Enumerable.Range(0, batch)
            .Select(i => new GenerationPrompt(Chat(extra: 0), [features[i]], sampling))]);
        Tensor logits = decoding.Read(); // [B, V]
        for (int step = 0; step < steps; step++)
        {
            using IDisposable inner = NewDisposeScope();
            using Tensor likeliest = logits.argmax(-1); // [B]
            logits = decoding.Step(likeliest.data<long>().ToArray().Select(id => (int)id)).MoveToOuterDisposeScope(); // [B, V]
        }
    }

    private TrainingBatch TrainingBatch(int batch)
    {
        int side = _model.Config.Vision.ImageSize;
        PixelTile Tile() => new([.. Enumerable.Range(0, 3 * side * side).Select(_ => (float)_random.NextDouble())], side, side);
        return Mpa.Torch.Training.TrainingBatch.Collate([.. Enumerable.Range(0, batch).Select(_ => new EncodedExample(Chat(AnswerTokens), [Tile()]))], paddingId: 0);
    }

    private EncodedChat Chat(int extra)
    {
        int[] text = [.. Enumerable.Range(0, Question + extra).Select(_ => _random.Next(100, 40_000))];
        int[] ids = [.. text[..4], .. Enumerable.Repeat(_model.Config.ImageTokenId, Tokens), .. text[4..]];
        return new EncodedChat(ids, [.. ids.Select((id, i) => i < ids.Length - extra ? EncodedChat.NoLabel : id)]);
    }

    private double Best(int rounds, Action work)
    {
        work();
        return Enumerable.Range(0, rounds).Min(_ => Seconds(work));
    }

    private double Seconds(Action work)
    {
        long began = _time.GetTimestamp();
        work();
        return _time.GetElapsedTime(began).TotalSeconds;
    }

    private void Report(string workload, int batch, double seconds, double flops, params (string Name, double Value)[] more)
    {
        double peak = EngineFacts.PeakFlops(ScalarType.Float32, _time);
        Dictionary<string, object> line = new()
        {
            ["workload"] = workload,
            ["model"] = _name,
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
