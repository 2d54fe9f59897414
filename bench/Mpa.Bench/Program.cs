using Mpa.Bench;
using TorchSharp;

// Work as a share of this machine's GEMM peak, measured in the same run; one JSON line a workload.
//   dotnet run -c Release --project bench/Mpa.Bench -- MODEL_FOLDER [THREADS]
//   dotnet run -c Release --project bench/Mpa.Bench -- metrics SCORES_JSONL
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Mpa.Bench MODEL_FOLDER [THREADS]    (an Idefics3 folder with config.json and safetensors; random weights serve)");
    return 2;
}

if (args is ["metrics", var scores])
{
    MetricRates.Measure(scores, TimeProvider.System);
    return 0;
}

torch.set_num_threads(args.Length > 1 ? int.Parse(args[1]) : Environment.ProcessorCount);
using Workloads workloads = new(args[0], TimeProvider.System);
workloads.Prefill(batch: 1);
workloads.Prefill(batch: 4);
workloads.Decode(batch: 1);
workloads.Decode(batch: 8);
workloads.Lora(batch: 4);
return 0;
