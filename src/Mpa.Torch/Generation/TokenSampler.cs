using Mpa.Models;
using Mpa.Statistics;

namespace Mpa.Torch.Generation;

/// <summary>
/// Chooses one reply's tokens, one after the other. The rules and their order are those of transformers 4.49
/// (generation/logits_process).
/// </summary>
internal sealed class TokenSampler
{
    private readonly SamplingOptions _options;
    private readonly IReadOnlyList<int> _endTokens;
    private readonly RandomStream _random;
    private readonly double _penalty;

    // Empty unless there is a repetition penalty.
    private readonly HashSet<int> _seen;
    private int _written;

    /// <summary>Starts a reply.</summary>
    /// <param name="options">
    /// Checked by <see cref="SamplingRules"/>; the model's own penalty stands in it where the request states none.
    /// </param>
    /// <param name="prompt">Token ids that a repetition penalty counts as seen, without padding.</param>
    /// <param name="endTokens">Forbidden before the fewest new tokens.</param>
    public TokenSampler(SamplingOptions options, IReadOnlyList<int> prompt, IReadOnlyList<int> endTokens)
    {
        _options = options;
        _endTokens = endTokens;
        _random = new RandomStream(options.Seed);
        _penalty = options.RepetitionPenalty ?? 1;
        _seen = _penalty == 1 ? [] : [.. prompt.Where(id => id >= 0)]; // below 0: an image where no token is one
    }

    /// <summary>The next token.</summary>
    /// <param name="logits">One per token of the vocabulary; overwritten.</param>
    public int Next(Span<float> logits)
    {
        Penalize(logits);
        Forbid(logits);
        int likeliest = Likeliest(logits);
        int token = _options.Temperature > 0
            ? Draw(CandidateFilter.Keep(logits, logits[likeliest], _options))
            : likeliest;
        _written++;
        if (_penalty != 1)
        {
            _seen.Add(token);
        }

        return token;
    }

    private void Penalize(Span<float> logits)
    {
        float penalty = (float)_penalty;
        foreach (int id in _seen)
        {
            logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
        }
    }

    private void Forbid(Span<float> logits)
    {
        if (_written < _options.MinNewTokens)
        {
            foreach (int id in _endTokens)
            {
                logits[id] = float.NegativeInfinity;
            }
        }
    }

    private static int Likeliest(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int id = 1; id < logits.Length && !float.IsNaN(logits[best]); id++)
        {
            best = logits[id] <= logits[best] ? best : id;
        }

        return float.IsFinite(logits[best])
            ? best
            : throw new MpaException(
                $"The model's scores hold {logits[best]}: its weights are damaged, " +
                "or too large for the number type it runs in. Try float32.");
    }

    private int Draw(List<Candidate> candidates)
    {
        double left = _random.NextDouble() * CandidateFilter.Total(candidates);
        foreach (Candidate candidate in candidates)
        {
            left -= candidate.Weight;
            if (left < 0)
            {
                return candidate.Id;
            }
        }

        // Rounding of the sum may leave a rest.
        return candidates[^1].Id;
    }
}

/// <summary>
/// A stream of random numbers from a seed: <see cref="SplitMix64"/> makes unrelated streams even of neighboring
/// seeds. Each reply has its own, so that it does not depend on its batch.
/// </summary>
internal sealed class RandomStream(ulong seed)
{
    private readonly SplitMix64 _random = new(seed);

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (_random.Next() >> 11) * (1.0 / (1UL << 53));
}
