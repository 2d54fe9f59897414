namespace Mpa.Torch.Training.Objectives;

/// <summary>
/// What each sampled answer is worth beside the others to the same prompt (arXiv 2402.03300, as TRL 1.16).
/// </summary>
/// <param name="Weights">Of the reward functions.</param>
/// <param name="GroupSize">Answers to a prompt, which follow one another.</param>
internal sealed record GroupAdvantages(IReadOnlyList<double> Weights, int GroupSize)
{
    private const double Smallest = 1e-4;

    /// <summary>Weighted sums less their group's mean, by the deviation of "group" or "batch", or by nothing.</summary>
    /// <param name="rewards">[answers][functions]; null where a function gave nothing.</param>
    /// <param name="scale">"group", "batch" or "none".</param>
    public double[] SumThenNormalize(IReadOnlyList<double?[]> rewards, string scale)
    {
        double?[] sums = [.. rewards.Select(row => row.All(reward => reward is null)
            ? (double?)null
            : row.Zip(Weights, (reward, weight) => (reward ?? 0) * weight).Sum())];
        double batch = Deviation(sums);
        return [.. sums.Chunk(GroupSize).SelectMany(group => group.Select(sum => (sum - Mean(group)) / (scale switch
        {
            "group" => Deviation(group) + Smallest,
            "batch" => batch + Smallest,
            _ => 1,
        }) ?? 0))];
    }

    /// <summary>Each function by its own mean and deviation in the group, the weighted sums by the batch's.</summary>
    /// <param name="rewards">[answers][functions]; null where a function gave nothing.</param>
    public double[] NormalizeThenSum(IReadOnlyList<double?[]> rewards)
    {
        double?[][] columns = [.. Weights.Select((weight, function) => rewards
            .Select(row => row[function])
            .Chunk(GroupSize)
            .SelectMany(group => group.Select(reward =>
                (reward - Mean(group)) / (Deviation(group) + Smallest) * weight))
            .ToArray())];
        double?[] sums = [.. rewards.Select((row, answer) => row.All(reward => reward is null)
            ? (double?)null
            : columns.Sum(column => column[answer] ?? 0))];
        return [.. sums.Select(sum => (sum - Mean(sums)) / (Deviation(sums) + Smallest) ?? 0)];
    }

    private static double Mean(IEnumerable<double?> values) => values.Average() ?? 0;

    // Unbiased; of fewer than two there is none.
    private static double Deviation(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length < 2
            ? 0
            : Math.Sqrt(known.Sum(value => Math.Pow(value - known.Average(), 2)) / (known.Length - 1));
    }
}
