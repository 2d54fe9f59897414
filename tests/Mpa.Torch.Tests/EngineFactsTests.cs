namespace Mpa.Torch.Tests;

public sealed class EngineFactsTests
{
    [Fact]
    public void Libtorch_loads_from_the_test_folder() => Assert.NotEmpty(EngineFacts.Versions());

    [Fact]
    public void A_rate_is_the_work_of_a_round_over_its_seconds()
    {
        double flops = EngineFacts.PeakFlops(TorchSharp.torch.ScalarType.BFloat16, new SecondsClock());

        Assert.Equal(2.0 * 2048 * 2048 * 2048, flops);
        Assert.Equal(256.0 * 1024 * 1024, EngineFacts.MemoryRate(new SecondsClock()));
    }

    /// <summary>Each look at it is a second later.</summary>
    private sealed class SecondsClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _looks++;
    }
}
