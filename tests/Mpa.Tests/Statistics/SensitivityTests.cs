using FsCheck.Xunit;
using Mpa.Statistics;

namespace Mpa.Tests.Statistics;

public sealed class SensitivityTests
{
    [Fact]
    public void Independent_questions_have_the_textbook_figures()
    {
        // Given 200 gains and 200 losses of one image each: standard error sqrt(1 / 399)
        IEnumerable<Observation> changes = Enumerable.Range(0, 400)
            .Select(i => new Observation($"image {i}", i % 2 == 0 ? 1 : -1));
        Sensitivity finest = Sensitivity.Of([.. changes])!;

        Assert.Equal(Math.Sqrt(1.0 / 399), finest.StandardError, 12);
        Assert.Equal(1, finest.DesignEffect, 12);
        Assert.Equal((1.959964 + 0.841621) * Math.Sqrt(1.0 / 399), finest.Detectable, 6);
        Assert.InRange(finest.QuestionsFor(0.01), 78_600, 78_800);
        Assert.Equal(400, finest.QuestionsFor(finest.Detectable));
    }

    [Fact]
    public void Four_equal_questions_an_image_need_four_times_as_many()
    {
        Sensitivity apart =
            Sensitivity.Of([.. Enumerable.Range(0, 400).Select(i => new Observation($"image {i}", i / 4 % 2))])!;
        Sensitivity shared =
            Sensitivity.Of([.. Enumerable.Range(0, 400).Select(i => new Observation($"image {i / 4}", i / 4 % 2))])!;

        Assert.Equal(4.0, shared.QuestionsFor(0.02) / (double)apart.QuestionsFor(0.02), 0.05);
        Assert.Equal(4.0, shared.DesignEffect, 0.05);
    }

    [Fact]
    public void A_difference_of_the_detectable_size_is_found_about_four_times_in_five()
    {
        // Given tests of 200 images with 2 questions that mostly agree, and a true gain of the size that such tests
        // call detectable on average
        double detectable = Enumerable.Range(1000, 50)
            .Average(seed => Sensitivity.Of(Draw(new SplitMix64((ulong)seed), gain: 0.1))!.Detectable);

        // When 400 of them are taken
        int found =
            Enumerable.Range(2, 400).Count(seed => IsSignificant(Draw(new SplitMix64((ulong)seed), detectable)));

        // Then
        Assert.InRange(found, 290, 350);
    }

    [Property]
    public bool The_order_of_rows_does_not_matter(byte[] marks)
    {
        Observation[] rows = [.. marks.Select(mark => new Observation($"image {mark % 8}", mark % 3))];
        return Sensitivity.Of(rows) == Sensitivity.Of([.. rows.Reverse()]);
    }

    [Fact]
    public void Nothing_is_said_where_nothing_varies_or_one_image_is_all()
    {
        Assert.Null(Sensitivity.Of([]));
        Assert.Null(Sensitivity.Of([new("a", 1), new("a", 0)]));
        Assert.Null(Sensitivity.Of([new("a", 1), new("b", 1)]));
    }

    private static Observation[] Draw(SplitMix64 random, double gain) =>
        [.. Enumerable.Range(0, 200).SelectMany(image => Image(image, random, gain))];

    // Differences of −1, 0 and 1 with the gain as their mean; half of the time the second question of an image copies
    // the first.
    private static IEnumerable<Observation> Image(int image, SplitMix64 random, double gain)
    {
        int first = Change(random, gain);
        int second = random.Below(2) == 0 ? first : Change(random, gain);
        return [new($"image {image}", first), new($"image {image}", second)];
    }

    private static int Change(SplitMix64 random, double gain) => random.Below(10_000) switch
    {
        var lot when lot < 2000 + (5000 * gain) => 1,
        var lot when lot < 4000 => -1,
        _ => 0,
    };

    private static bool IsSignificant(Observation[] differences)
    {
        double mean = differences.Average(difference => difference.Value);
        return Math.Abs(mean) > 1.96 * Sensitivity.Of(differences)!.StandardError;
    }
}
