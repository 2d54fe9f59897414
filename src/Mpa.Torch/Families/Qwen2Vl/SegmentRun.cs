namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Neighboring stretches of patches that are of one length, so that attention treats them as one batch.</summary>
/// <param name="Count">Stretches.</param>
/// <param name="Length">Patches in each.</param>
internal readonly record struct SegmentRun(int Count, int Length)
{
    /// <summary>Patches in all.</summary>
    public long Patches => (long)Count * Length;

    /// <summary>Joins neighbors of equal length.</summary>
    /// <param name="lengths">Patches in each stretch, in order.</param>
    public static IReadOnlyList<SegmentRun> Of(IEnumerable<int> lengths)
    {
        List<SegmentRun> runs = [];
        foreach (int length in lengths)
        {
            if (runs.Count > 0 && runs[^1].Length == length)
            {
                runs[^1] = new SegmentRun(runs[^1].Count + 1, length);
            }
            else
            {
                runs.Add(new SegmentRun(1, length));
            }
        }

        return runs;
    }
}
