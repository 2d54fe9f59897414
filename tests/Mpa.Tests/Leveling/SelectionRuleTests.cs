using FsCheck.Xunit;
using Mpa.Leveling;
using Mpa.Parity;

namespace Mpa.Tests.Leveling;

/// <summary>The table of cases: which verdicts each rule takes.</summary>
public sealed class SelectionRuleTests
{
    [Theory]
    //          rule                  kept  known  missed inconsistent unanswered disputed
    [InlineData("parity", true, false, false, false, false, false)]
    [InlineData("all", true, true, true, true, true, true)]
    [InlineData("random", true, true, true, true, true, true)]
    [InlineData("teacher-consistent", true, true, false, false, false, true)]
    [InlineData("student-wrong", true, false, true, false, false, true)]
    [InlineData("human", false, false, false, false, false, false)]
    [InlineData("none", false, false, false, false, false, false)]
    public void Each_rule_takes_its_verdicts(
        string rule, bool kept, bool known, bool missed, bool inconsistent, bool unanswered, bool disputed)
    {
        SelectionRule named = SelectionRules.Named(rule);

        Assert.Equal(
            [
                (Verdict.Kept, kept),
                (Verdict.KnownToBoth, known),
                (Verdict.MissedByBoth, missed),
                (Verdict.TeacherInconsistent, inconsistent),
                (Verdict.Unanswered, unanswered),
                (Verdict.Disputed, disputed),
            ],
            Enum.GetValues<Verdict>().Select(verdict => (verdict, named.Takes(verdict))));
    }

    [Fact]
    public void Every_rule_is_in_the_table_and_an_unknown_one_names_the_nearest()
    {
        Assert.Equal(
            ["parity", "all", "random", "teacher-consistent", "student-wrong", "human", "none"],
            SelectionRules.All.Select(rule => rule.Name));
        Assert.Contains(
            "\"student-wrong\"",
            Assert.Throws<MpaException>(() => SelectionRules.Named("student-wrongs")).Message,
            StringComparison.Ordinal);
    }

    [Property]
    public bool Nothing_gets_lost(byte[] verdicts, byte rule, byte replay, int seed)
    {
        PlacedPair[] pairs = Pairs(verdicts);
        SelectionRule named = SelectionRules.All[rule % SelectionRules.All.Count];

        TrainingChoice choice = TrainingSet.Choose(pairs, named, replay / 64.0, seed, isHeldOut: image => image is "1");

        int candidates = pairs.Count(pair => named.Takes(pair.Verdict) || pair.Verdict == Verdict.KnownToBoth);
        PlacedPair[] trained = [.. choice.Selected, .. choice.Replayed];
        return candidates == trained.Length + choice.NotReplayed + choice.NotDrawn + choice.HeldOut
            && !trained.Any(pair => pair.ImageId is "1")
            && choice.Replayed.All(pair => pair.Verdict == Verdict.KnownToBoth)
            && trained.DistinctBy(pair => pair.Id).Count() == trained.Length;
    }

    [Property]
    public bool A_random_set_has_the_size_of_the_parity_set_and_does_not_depend_on_the_order_of_the_pairs(
        byte[] verdicts, int seed)
    {
        PlacedPair[] pairs = Pairs(verdicts);
        SelectionRule random = SelectionRules.Named("random");

        IReadOnlyList<PlacedPair> drawn = TrainingSet.Choose(pairs, random, 0, seed).Selected;
        IReadOnlyList<PlacedPair> again = TrainingSet.Choose(pairs.Reverse(), random, 0, seed).Selected;

        return drawn.Count == pairs.Count(pair => pair.Verdict == Verdict.Kept) && drawn.SequenceEqual(again);
    }

    [Fact]
    public void Another_seed_draws_other_pairs()
    {
        PlacedPair[] pairs = Pairs([.. Enumerable.Range(0, 100).Select(i => (byte)(i % 5))]);

        Assert.NotEqual(
            TrainingSet.Choose(pairs, SelectionRules.Named("random"), 0, 1).Selected,
            TrainingSet.Choose(pairs, SelectionRules.Named("random"), 0, 2).Selected);
    }

    private static PlacedPair[] Pairs(byte[] verdicts) =>
        [.. verdicts.Select(Pair)];

    private static PlacedPair Pair(byte verdict, int index) =>
        new($"{index:000}", $"{index % 4}", (Verdict)(verdict % 5), Place: index);
}
