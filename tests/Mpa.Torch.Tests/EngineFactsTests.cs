using static TorchSharp.torch;

namespace Mpa.Torch.Tests;

public sealed class EngineFactsTests
{
    [Fact]
    public void Libtorch_loads_from_the_test_folder() => Assert.NotEmpty(EngineFacts.Versions());

    [Fact]
    public void A_rate_is_the_work_of_a_round_over_its_seconds()
    {
        SteadyClock fast = new(looksASecond: 1000);

        double flops = EngineFacts.PeakFlops(ScalarType.BFloat16, fast, CancellationToken.None);

        Assert.Equal(2.0 * 2048 * 2048 * 2048 * 1000, flops, 1e3);
        Assert.Equal(256.0 * 1024 * 1024 * 1000, EngineFacts.MemoryRate(fast, CancellationToken.None), 1);
    }

    [Fact]
    public void Where_a_small_product_takes_seconds_no_larger_one_is_measured()
    {
        double flops = EngineFacts.PeakFlops(ScalarType.Float32, new SteadyClock(0.5), CancellationToken.None);

        Assert.Equal(2.0 * 256 * 256 * 256 / 2, flops);
    }

    [Fact]
    public void Measuring_ends_when_it_is_canceled()
    {
        using CancellationTokenSource ctrlC = new();
        List<string> told = [];

        Assert.Throws<OperationCanceledException>(() => EngineFacts.Measure(
            new SteadyClock(1000),
            what =>
            {
                told.Add(what);
                ctrlC.Cancel();
            },
            ctrlC.Token));

        Assert.Equal(["products in float32"], told);
    }

    /// <summary>Looks at it are as far apart as each other.</summary>
    private sealed class SteadyClock(double looksASecond) : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(_looks++ * 1000 / looksASecond);
    }
}
