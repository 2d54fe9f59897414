using Mpa.Models;
using Mpa.Torch.Generation;

namespace Mpa.Torch.Tests.Generation;

public sealed class TokenSamplerTests
{
    private const int Draws = 40_000;

    private static readonly float[] Logits = [2, -1, 0.5f, 0.5f, 3, -4, 1.25f, 0, -0.5f, 2.5f];

    // Probabilities that the logits processors of transformers 4.49 give, with tokens 4, 1, 7, 4 seen.
    public static TheoryData<SamplingOptions, double[]> Expected => new()
    {
        {
            new(Temperature: 0.7),
            [0.126709, 0.001744, 0.014865, 0.014865, 0.528722, 2.4e-05, 0.0434, 0.007277, 0.003562, 0.258831]
        },
        { new(Temperature: 1, TopK: 3), [0.186324, 0, 0, 0, 0.50648, 0, 0, 0, 0, 0.307196] },
        { new(Temperature: 1, TopK: 5), [0.159093, 0, 0.035498, 0.035498, 0.43246, 0, 0.07515, 0, 0, 0.2623] },
        { new(Temperature: 0.8, TopP: 0.9), [0.148144, 0, 0, 0, 0.517073, 0, 0.058014, 0, 0, 0.276769] },
        { new(Temperature: 1.5, TopK: 6, TopP: 0.8), [0.202025, 0, 0, 0, 0.393491, 0, 0.122534, 0, 0, 0.281949] },
        { new(Temperature: 1, TopP: 0.3), [0, 0, 0, 0, 1, 0, 0, 0, 0, 0] },
        {
            new(Temperature: 0.9, TopK: 5, TopP: 0.95, RepetitionPenalty: 1.3),
            [0.209469, 0, 0, 0.039564, 0.294847, 0, 0.091035, 0, 0, 0.365086]
        },
        {
            new(Temperature: 1, RepetitionPenalty: 0.5),
            [0.017104, 0.001404, 0.003816, 0.003816, 0.933821, 4.2e-05, 0.008079, 0.002315, 0.001404, 0.028199]
        },
        {
            new(Temperature: 1, TopP: 0.999),
            [0.152606, 0.007598, 0.034051, 0.034051, 0.414825, 0, 0.072086, 0.020653, 0.012527, 0.251604]
        },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Tokens_are_drawn_as_often_as_the_public_implementation_says(
        SamplingOptions options, double[] probabilities)
    {
        // Given: a fresh sampler for each draw, since a token drawn counts as seen in the next.
        int[] count = new int[Logits.Length];

        // When
        for (ulong seed = 0; seed < Draws; seed++)
        {
            count[new TokenSampler(options with { Seed = seed }, [4, 1, 7, 4], []).Next([.. Logits])]++;
        }

        // Then: five standard deviations of a count; a token that is filtered out never comes.
        Assert.All(probabilities.Zip(count), pair =>
        {
            double deviation = Math.Sqrt(pair.First * (1 - pair.First) * Draws);
            Assert.InRange(Math.Abs((pair.First * Draws) - pair.Second), 0, 5 * deviation);
        });
    }

    [Fact]
    public void The_end_token_does_not_come_before_the_fewest_tokens()
    {
        // Given
        TokenSampler sampler = new(new SamplingOptions(MinNewTokens: 2), [], [4]);

        // When, then
        Assert.Equal([9, 9, 4], [sampler.Next([.. Logits]), sampler.Next([.. Logits]), sampler.Next([.. Logits])]);
    }

    [Fact]
    public void A_token_written_counts_as_seen()
    {
        // Given
        TokenSampler sampler = new(new SamplingOptions(RepetitionPenalty: 1.25), [], []);

        // When, then: 3 / 1.25 is under 2.5; 2.5 / 1.25 is under 2.4.
        Assert.Equal([4, 9, 4], [sampler.Next([.. Logits]), sampler.Next([.. Logits]), sampler.Next([.. Logits])]);
    }

    [Theory]
    [InlineData(1e-17, 1, 4)]
    [InlineData(1e-17, 0, 4)]
    [InlineData(double.Epsilon, 3, 4)]
    public void A_candidate_is_always_left(double topP, int topK, int expected)
    {
        TokenSampler sampler = new(new SamplingOptions(Temperature: 1, TopP: topP, TopK: topK), [], []);

        Assert.Equal(expected, sampler.Next([.. Logits]));
        Assert.InRange(sampler.Next([1, 1, 1]), 0, 2);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Scores_that_are_no_numbers_are_an_error(float bad)
    {
        TokenSampler sampler = new(new SamplingOptions(), [], []);

        Assert.Contains("weights", Assert.Throws<MpaException>(() => sampler.Next([1, bad, 2])).Message);
    }

    [Fact]
    public void Numbers_are_those_of_SplitMix64()
    {
        // Given: the published first outputs for seed 1234567.
        ulong[] published =
        [
            6457827717110365317,
            3203168211198807973,
            9817491932198370423,
            4593380528125082431,
            16408922859458223821,
        ];
        RandomStream random = new(1234567);

        // When, then
        Assert.Equal(
            published.Select(number => (number >> 11) / (double)(1UL << 53)),
            published.Select(_ => random.NextDouble()));
    }
}
