using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Tests.Generation;

namespace Mpa.Torch.Tests;

public sealed class TorchModelContractTests : VisionLanguageModelContract
{
    protected override IVisionLanguageModel Open() => TrainedPair.Open("teacher");

    protected override IReadOnlyList<ModelRequest> Requests() =>
        [.. TrainedPair.Mixed(new SamplingOptions(24)), .. TrainedPair.Mixed(new SamplingOptions(12, Temperature: 1, Seed: 7, Stop: ["?"]))];

    protected override ModelRequest Failing() => new([new RequestImage("/there/is/no/such.png")], "What is it?", new SamplingOptions());
}
