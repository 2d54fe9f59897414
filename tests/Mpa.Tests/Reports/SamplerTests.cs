using FsCheck.Xunit;
using Mpa.Reports.Building;

namespace Mpa.Tests.Reports;

public sealed class SamplerTests
{
    [Property]
    public bool As_many_rows_as_wanted_are_picked_and_none_twice(byte[] rows, byte wanted)
    {
        (int Row, byte Value)[] numbered = [.. rows.Select((value, row) => (row, value))];

        IReadOnlyList<(int Row, byte Value)> picked = Sampler.Balanced(numbered, row => $"{row.Value % 4}", wanted);

        return picked.Count == Math.Min(wanted, rows.Length)
            && picked.Distinct().Count() == picked.Count
            && picked.All(numbered.Contains);
    }

    [Fact]
    public void A_small_group_is_shown_whole_and_the_others_share_the_rest()
    {
        string[] rows = [.. Enumerable.Repeat("a", 90), "b", "b", .. Enumerable.Repeat("c", 90)];

        Dictionary<string, int> counts = Sampler.Balanced(rows, row => row, 12).CountBy(row => row).ToDictionary();

        Assert.Equal((5, 2, 5), (counts["a"], counts["b"], counts["c"]));
    }
}
