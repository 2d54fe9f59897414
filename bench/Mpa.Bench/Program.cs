using System.CommandLine;
using System.Runtime.CompilerServices;
using Mpa.Bench;
using Mpa.Models;
using Mpa.Runs;
using Mpa.Torch;
using TorchSharp;

// Work as a share of this machine's GEMM peak, measured in the same run; one JSON line a workload. See --help.
Argument<string> folder = new("model")
{
    Description = "A folder of any family with config.json and safetensors; random weights serve.",
};
Option<int> threads = new("--threads")
{
    Description = "Of libtorch.",
    DefaultValueFactory = _ => Environment.ProcessorCount,
};
Option<WeightType> weights = new("--weights")
{
    Description = "Number type of the weights.",
    DefaultValueFactory = _ => WeightType.Float32,
};
Option<int> side = new("--side")
{
    Description = "Of the image in pixels, for families that take any size.",
    DefaultValueFactory = _ => 448,
};
Option<string[]> workloads = new("--only")
{
    Description = "prefill, decode, lora; all by default.",
    DefaultValueFactory = _ => ["prefill", "decode", "lora"],
};
Option<int[]> batches = new("--batch")
{
    Description = "Prompts at a time; 1 and 4 (prefill), 1 and 8 (decode), 4 (lora) by default.",
};
workloads.AcceptOnlyFromAmong("prefill", "decode", "lora");
(workloads.AllowMultipleArgumentsPerToken, batches.AllowMultipleArgumentsPerToken) = (true, true);

Argument<string> scores = new("scores") { Description = "JSONL rows with a prediction and answers." };
Command metrics = new("metrics", "A million answers by each metric.") { scores };
metrics.SetAction(parsed => MetricRates.Measure(parsed.GetRequiredValue(scores), TimeProvider.System));

Command models = new("model", "Reading, decoding and training.") { folder, threads, weights, side, workloads, batches };
models.SetAction(parsed =>
{
    // Mpa.Torch finds libtorch when it is loaded, which must be before TorchSharp looks for it.
    RuntimeHelpers.RunModuleConstructor(typeof(EngineFacts).Module.ModuleHandle);
    torch.set_num_threads(parsed.GetValue(threads));
    using Workloads work = new(
        parsed.GetRequiredValue(folder), parsed.GetValue(weights), parsed.GetValue(side), TimeProvider.System);
    foreach (string workload in parsed.GetValue(workloads)!)
    {
        work.Run(workload, parsed.GetValue(batches) ?? []);
    }
});

Argument<string> room = new("folder") { Description = "An empty folder; a million images take 4 GB there." };
Option<int> images = new("--images") { Description = "How many.", DefaultValueFactory = _ => 1_000_000 };
Option<int> pairs = new("--per-image") { Description = "Pairs of each.", DefaultValueFactory = _ => 3 };
Option<string> until = new("--until") { Description = "The last stage.", DefaultValueFactory = _ => Stage.Last.Name };
until.AcceptOnlyFromAmong([.. Stage.All.Select(stage => stage.Name)]);
Command scale = new("scale", "A run over very many images, with models that answer at once.")
{
    room, images, pairs, until,
};
scale.SetAction(async parsed => await new ScaleRun(
    parsed.GetRequiredValue(room), parsed.GetValue(images), parsed.GetValue(pairs))
    .RunAsync(Stage.Named(parsed.GetRequiredValue(until))!));

return new RootCommand("Times the engine, the metrics and the method.") { metrics, models, scale }
    .Parse(args)
    .Invoke();
