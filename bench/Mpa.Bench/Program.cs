using Mpa.Bench;
using Mpa.Torch;
using TorchSharp;

// Work as a share of this machine's GEMM peak, measured in the same run; one JSON line a workload.
//   dotnet run -c Release --project bench/Mpa.Bench -- metrics SCORES_JSONL
//   dotnet run -c Release --project bench/Mpa.Bench -- MODEL_FOLDER [THREADS] [float32|bfloat16|int8] [SIDE]
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Mpa.Bench MODEL_FOLDER [THREADS] [float32|bfloat16|int8] [SIDE]    (a folder of any family with config.json and safetensors; random weights serve; SIDE of the image in pixels, for families that take any size)");
    return 2;
}

if (args is ["metrics", var scores])
{
    MetricRates.Measure(scores, TimeProvider.System);
    return 0;
}

torch.set_num_threads(args.Length > 1 ? int.Parse(args[1]) : Environment.ProcessorCount);
WeightType weights = args.Length > 2 ? Enum.Parse<WeightType>(args[2], ignoreCase: true) : WeightType.Float32;
using Workloads workloads = new(args[0], weights, args.Length > 3 ? int.Parse(args[3]) : 448, TimeProvider.System);
workloads.Prefill(batch: 1);
workloads.Prefill(batch: 4);
workloads.Decode(batch: 1);
workloads.Decode(batch: 8);

// Training is in float32 only.
if (weights == WeightType.Float32)
{
    workloads.Lora(batch: 4);
}

return 0;
