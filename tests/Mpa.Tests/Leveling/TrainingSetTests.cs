using FsCheck.Xunit;
using Mpa.Leveling;
using Mpa.Parity;

namespace Mpa.Tests.Leveling;

public sealed class TrainingSetTests
{
    [Property]
    public bool Every_kept_pair_is_there_once(byte[] verdicts, int seed)
    {
        PlacedPair[] examples =
            [.. verdicts.Select((verdict, index) => Example(index, index % 4, (Verdict)(verdict % 5)))];
        PlacedPair[] chosen = Chosen(examples, 0.5, seed);
        return Kept(examples).SequenceEqual(Kept(chosen))
            && chosen.All(example => example.Verdict is Verdict.Kept or Verdict.KnownToBoth)
            && chosen.Select(example => example.Id).Distinct().Count() == chosen.Length;
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 5)]
    [InlineData(1, 10)]
    [InlineData(9, 20)]
    public void Replay_is_a_share_of_the_kept_pairs_and_never_more_than_there_are(double replay, int expected)
    {
        PlacedPair[] chosen = Chosen(Pairs(kept: 10, known: 20, images: 5), replay, seed: 1);

        Assert.Equal(expected, chosen.Count(example => example.Verdict == Verdict.KnownToBoth));
        Assert.Equal(10, chosen.Count(example => example.Verdict == Verdict.Kept));
    }

    [Fact]
    public void Replay_is_spread_over_images()
    {
        PlacedPair[] chosen = Chosen(Pairs(kept: 10, known: 20, images: 5), 1, seed: 1);

        IEnumerable<PlacedPair> replayed = chosen.Where(example => example.Verdict == Verdict.KnownToBoth);
        Assert.All(replayed.CountBy(example => example.ImageId), image => Assert.Equal(2, image.Value));
    }

    [Fact]
    public void The_seed_decides_what_is_replayed()
    {
        IReadOnlyList<PlacedPair> pairs = Pairs(kept: 10, known: 20, images: 5);

        Assert.Equal(Chosen(pairs, 0.5, seed: 1), Chosen([.. pairs.Reverse()], 0.5, seed: 1));
        Assert.NotEqual(Chosen(pairs, 0.5, seed: 1), Chosen(pairs, 0.5, seed: 2));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.3, 3)]
    [InlineData(2, 10)]
    public void Negatives_are_a_share_of_the_kept_pairs_each_at_another_image(double share, int expected)
    {
        TrainingChoice choice = TrainingSet.Choose(
            Pairs(kept: 10, known: 20, images: 5), SelectionRules.Named("parity"), 0, seed: 1, negatives: share);

        Assert.Equal(expected, choice.Negatives.Count);
        Assert.All(choice.Negatives, swapped => Assert.NotEqual(swapped.Pair.ImageId, swapped.ImageId));
        Assert.Equal(expected, choice.Negatives.DistinctBy(swapped => swapped.Pair.Id).Count());
    }

    [Fact]
    public void Pairs_of_one_image_give_no_negatives() => Assert.Empty(TrainingSet.Choose(
        Pairs(kept: 10, known: 0, images: 1), SelectionRules.Named("parity"), 0, seed: 1, negatives: 1).Negatives);

    private static IEnumerable<string> Kept(IEnumerable<PlacedPair> examples) => examples
        .Where(example => example.Verdict == Verdict.Kept)
        .Select(example => example.Id)
        .Order(StringComparer.Ordinal);

    private static PlacedPair[] Chosen(IReadOnlyList<PlacedPair> pairs, double replay, int seed)
    {
        TrainingChoice choice = TrainingSet.Choose(pairs, SelectionRules.Named("parity"), replay, seed);
        return [.. choice.Selected, .. choice.Replayed];
    }

    private static IReadOnlyList<PlacedPair> Pairs(int kept, int known, int images)
    {
        IEnumerable<Verdict> verdicts =
            [.. Enumerable.Repeat(Verdict.Kept, kept), .. Enumerable.Repeat(Verdict.KnownToBoth, known)];
        return [.. verdicts.Select((verdict, index) => Example(index, index % images, verdict))];
    }

    private static PlacedPair Example(int index, int image, Verdict verdict) =>
        new($"{index:00}", $"{image}", verdict, Place: index);
}
