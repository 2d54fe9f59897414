using Mpa.Torch.Generation;

namespace Mpa.Torch.Tests.Generation;

public sealed class RandomStreamTests
{
    [Fact]
    public void Numbers_are_those_of_SplitMix64()
    {
        // Given: the published first outputs for seed 1234567.
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        RandomStream random = new(1234567);

        // When, then
        Assert.Equal(published.Select(number => (number >> 11) / (double)(1UL << 53)), published.Select(_ => random.NextDouble()));
    }
}
