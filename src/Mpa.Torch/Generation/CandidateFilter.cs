using Mpa.Models;

namespace Mpa.Torch.Generation;

/// <summary>
/// Which tokens may be drawn: temperature, then top-k, then top-p, as transformers orders its warpers.
/// </summary>
internal static class CandidateFilter
{
    /// <summary>The tokens left over, at least one.</summary>
    /// <param name="logits">One per token.</param>
    /// <param name="best">The highest of them; finite.</param>
    /// <param name="options">Temperature is above 0.</param>
    public static List<Candidate> Keep(ReadOnlySpan<float> logits, float best, SamplingOptions options)
    {
        float floor = options.TopK > 0 && options.TopK < logits.Length
            ? Highest(logits, options.TopK)
            : float.NegativeInfinity;
        List<Candidate> kept = new(logits.Length);
        for (int id = 0; id < logits.Length; id++)
        {
            // Equal to the k-th: kept, as the public implementation does.
            double weight = logits[id] >= floor ? Math.Exp((logits[id] - (double)best) / options.Temperature) : 0;
            if (weight > 0)
            {
                kept.Add(new Candidate(id, weight));
            }
        }

        return options.TopP < 1 ? Nucleus(kept, options.TopP) : kept;
    }

    /// <summary>Sum of the weights.</summary>
    public static double Total(List<Candidate> candidates)
    {
        double total = 0;
        foreach (Candidate candidate in candidates)
        {
            total += candidate.Weight;
        }

        return total;
    }

    /// <summary>The k-th highest value.</summary>
    private static float Highest(ReadOnlySpan<float> values, int k)
    {
        PriorityQueue<float, float> highest = new(k);
        foreach (float value in values)
        {
            if (highest.Count < k)
            {
                highest.Enqueue(value, value);
            }
            else if (value > highest.Peek())
            {
                highest.DequeueEnqueue(value, value);
            }
        }

        return highest.Peek();
    }

    /// <summary>
    /// Drops the unlikeliest tokens whose probabilities sum to 1 − <paramref name="topP"/> at most (arXiv
    /// 1904.09751); never the likeliest, however small topP is.
    /// </summary>
    private static List<Candidate> Nucleus(List<Candidate> candidates, double topP)
    {
        double total = Total(candidates);
        double budget = (1 - topP) * total;

        // Tokens below an even share of the budget go in any case, however many there are: only the others are sorted.
        // Kept below the weight of the likeliest, 1, where rounding makes the budget all there is.
        double share = Math.Min(budget / candidates.Count, Math.BitDecrement(1));
        List<Candidate> kept = candidates.FindAll(candidate => candidate.Weight > share);
        kept.Sort((a, b) => a.Weight == b.Weight ? b.Id.CompareTo(a.Id) : b.Weight.CompareTo(a.Weight));
        double dropped = total - Total(kept);
        while (kept.Count > 1 && dropped + kept[^1].Weight <= budget)
        {
            dropped += kept[^1].Weight;
            kept.RemoveAt(kept.Count - 1);
        }

        return kept;
    }
}

/// <summary>A token that may be drawn.</summary>
/// <param name="Id">The token.</param>
/// <param name="Weight">Proportional to its probability, 1 for the likeliest.</param>
internal readonly record struct Candidate(int Id, double Weight);
