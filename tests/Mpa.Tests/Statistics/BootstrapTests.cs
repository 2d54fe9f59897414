using FsCheck.Xunit;
using Mpa.Statistics;

namespace Mpa.Tests.Statistics;

public sealed class BootstrapTests
{
    // Wilson's interval by statsmodels 0.15.
    [Theory]
    [InlineData(0, 1, 0, 0.7934506856227627)]
    [InlineData(1, 1, 0.2065493143772374, 1)]
    [InlineData(0, 3, 0, 0.5614970317550455)]
    [InlineData(3, 8, 0.13684428582359737, 0.6942576053973728)]
    [InlineData(20, 20, 0.8388748419471804, 1)]
    [InlineData(0, 500, 0, 0.007624346)]
    public void Of_few_images_and_of_equal_values_the_interval_is_Wilsons(int right, int of, double low, double high)
    {
        Interval interval = Bootstrap.Mean(
            [.. Enumerable.Range(0, of).Select(i => new Observation($"image {i}", i < right ? 1 : 0))]);

        Assert.Equal(low, interval.Low, 1e-6);
        Assert.Equal(high, interval.High, 1e-6);
    }

    [Fact]
    public void Many_questions_on_one_image_count_as_one()
    {
        Observation[] answers = [.. Enumerable.Range(0, 30).Select(_ => new Observation("image", 1))];

        Assert.Equal(0.2065493143772374, Bootstrap.Mean(answers).Low, 1e-9);
    }

    [Theory]
    [InlineData(new double[] { 0, 0, 0 }, -0.5614970317550455, 0.5614970317550455)]
    [InlineData(new double[] { 1, 1, 1 }, -0.1229940635, 1)]
    public void A_change_on_few_images_has_an_interval_with_a_width(double[] changes, double low, double high)
    {
        Difference difference = Bootstrap.Paired([.. changes.Select((by, i) => new Observation($"image {i}", by))]);

        Assert.Equal((low, high), (Math.Round(difference.Low, 10), Math.Round(difference.High, 10)), Near);

        static bool Near((double Low, double High) one, (double Low, double High) other) =>
            Math.Abs(one.Low - other.Low) < 1e-6 && Math.Abs(one.High - other.High) < 1e-6;
    }

    [Fact]
    public void No_change_on_many_images_leaves_room_for_what_went_unseen()
    {
        Difference difference =
            Bootstrap.Paired([.. Enumerable.Range(0, 500).Select(i => new Observation($"image {i}", 0))]);

        Assert.Equal((0, 0.0076), (difference.Value, Math.Round(difference.High, 4)));
        Assert.Equal(-difference.High, difference.Low);
    }

    [Fact]
    public void The_interval_is_that_of_the_normal_approximation_for_many_independent_values()
    {
        // Given 400 right and 400 wrong answers, whose standard error is sqrt(0.25 / 800)
        Observation[] answers = [.. Enumerable.Range(0, 800).Select(i => new Observation($"image {i}", i % 2))];

        // When
        Interval interval = Bootstrap.Mean(answers, seed: 7);

        // Then
        double half = 1.96 * Math.Sqrt(0.25 / 800);
        Assert.Equal(0.5, interval.Value);
        Assert.InRange(interval.Low, 0.5 - half - 0.004, 0.5 - half + 0.004);
        Assert.InRange(interval.High, 0.5 + half - 0.004, 0.5 + half + 0.004);
    }

    [Fact]
    public void Answers_that_share_an_image_widen_the_interval()
    {
        // Given the same answers, apart and four to an image
        Observation[] apart = [.. Enumerable.Range(0, 400).Select(i => new Observation($"image {i}", i / 4 % 2))];
        Observation[] shared = [.. Enumerable.Range(0, 400).Select(i => new Observation($"image {i / 4}", i / 4 % 2))];

        // When
        double widthApart = Width(Bootstrap.Mean(apart));
        double widthShared = Width(Bootstrap.Mean(shared));

        // Then it is twice as wide
        Assert.InRange(widthShared / widthApart, 1.8, 2.2);
    }

    [Property]
    public bool The_mean_lies_in_its_interval_and_the_order_of_rows_does_not_matter(byte[] marks, ulong seed)
    {
        Observation[] rows =
            [.. marks.Append((byte)1).Select(mark => new Observation($"image {mark % 16}", mark % 3 / 2.0))];
        Interval interval = Bootstrap.Mean(rows, seed);
        return interval.Low <= interval.Value + 1e-12
            && interval.Value <= interval.High + 1e-12
            && interval == Bootstrap.Mean([.. rows.Reverse()], seed);
    }

    [Fact]
    public void The_interval_covers_the_truth_about_19_times_in_20()
    {
        // Given 300 tests of 60 images with 3 questions each, drawn from a model that is right half the time, by image
        int covered = Enumerable.Range(0, 300).Count(test =>
        {
            SplitMix64 random = new((ulong)test);
            Observation[] drawn =
                [.. Enumerable.Range(0, 60).SelectMany(image => Answers(image, random.Below(2), random))];
            Interval interval = Bootstrap.Mean(drawn, (ulong)test);
            return interval.Low <= 0.5 && 0.5 <= interval.High;
        });

        // Then
        Assert.InRange(covered, 270, 297);
    }

    [Fact]
    public void A_clear_change_has_the_smallest_p_value_and_no_change_has_1()
    {
        Observation[] better = [.. Enumerable.Range(0, 200).Select(i => new Observation($"image {i}", 1))];
        Observation[] same = [.. Enumerable.Range(0, 200).Select(i => new Observation($"image {i}", 0))];

        Assert.Equal(1.0 / (Bootstrap.Resamples + 1), Bootstrap.Paired(better).PValue);
        Assert.Equal(1, Bootstrap.Paired(same).PValue);
    }

    [Fact]
    public void The_p_value_is_that_of_the_sign_test_for_single_answers()
    {
        // Given 12 gains and 4 losses: 2 · P(X ≥ 12 of 16) = 0.0768
        Observation[] changes =
            [.. Enumerable.Range(0, 16).Select(i => new Observation($"image {i}", i < 12 ? 1 : -1))];

        Assert.InRange(Bootstrap.Paired(changes, seed: 3).PValue, 0.0768 - 0.02, 0.0768 + 0.02);
    }

    [Fact]
    public void Nothing_can_not_be_resampled() => Assert.Throws<ArgumentException>(() => Bootstrap.Mean([]));

    private static IEnumerable<Observation> Answers(int image, int right, SplitMix64 random) =>
        Enumerable.Range(0, 3).Select(_ => new Observation($"image {image}", random.Below(4) == 0 ? 1 - right : right));

    private static double Width(Interval interval) => interval.High - interval.Low;
}

/// <summary>p-values of several comparisons.</summary>
public sealed class HolmTests
{
    [Fact]
    public void The_smallest_is_multiplied_most_and_none_overtakes_a_smaller_one()
    {
        // By hand: 0.01 × 4, 0.02 × 3, 0.03 × 2 → no less than 0.06, 0.2 × 1.
        Assert.Equal([0.06, 0.2, 0.04, 0.06], Holm.Correct([0.02, 0.2, 0.01, 0.03]).Select(p => Math.Round(p, 12)));
    }

    [Property]
    public bool Corrected_values_lie_between_the_plain_ones_and_one_and_keep_their_order(byte[] values)
    {
        double[] plain = [.. values.Select(value => (value + 1) / 256.0)];
        IReadOnlyList<double> corrected = Holm.Correct(plain);
        return corrected.Zip(plain).All(pair => pair.First >= pair.Second && pair.First <= 1)
            && plain.Zip(corrected).OrderBy(pair => pair.First).Select(pair => pair.Second)
                .SequenceEqual(corrected.Order());
    }
}

/// <summary>What the resamples are drawn with.</summary>
public sealed class SplitMix64Tests
{
    [Fact]
    public void The_first_numbers_are_those_of_the_published_generator()
    {
        SplitMix64 random = new(1234567);

        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL],
            [random.Next(), random.Next(), random.Next()]);
    }

    [Fact]
    public void Numbers_below_a_bound_are_spread_evenly()
    {
        SplitMix64 random = new(1);

        Dictionary<int, int> counts =
            Enumerable.Range(0, 60_000).Select(_ => random.Below(6)).CountBy(face => face).ToDictionary();

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9_600, 10_400));
    }
}
