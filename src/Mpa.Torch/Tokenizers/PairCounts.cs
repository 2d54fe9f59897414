namespace Mpa.Torch.Tokenizers;

/// <summary>How often each pair of neighbors occurs, kept up to date while pairs are joined.</summary>
internal sealed class PairCounts
{
    private readonly Dictionary<(int Left, int Right), long> _counts = [];

    private readonly Dictionary<(int Left, int Right), HashSet<TrainingWord>> _words = [];

    private readonly PriorityQueue<(int Left, int Right), (long MinusCount, int Left, int Right)> _queue = new();

    public PairCounts(IReadOnlyList<TrainingWord> words)
    {
        foreach (TrainingWord word in words)
        {
            Change(word, word.Count);
        }

        foreach ((int Left, int Right) pair in _counts.Keys)
        {
            Enqueue(pair);
        }
    }

    /// <summary>The most frequent pair, with the lowest ids among equals; null if none occurs that often.</summary>
    public (int Left, int Right)? MostFrequent(long least)
    {
        while (_queue.TryDequeue(out (int Left, int Right) pair, out (long MinusCount, int, int) priority))
        {
            long count = _counts[pair];
            if (count == -priority.MinusCount && count >= least)
            {
                return pair;
            }
        }

        return null;
    }

    /// <summary>Joins a pair in every word that has it.</summary>
    public void Join((int Left, int Right) pair, int id)
    {
        HashSet<(int Left, int Right)> changed = [];
        foreach (TrainingWord word in _words[pair].ToList())
        {
            changed.UnionWith(word.Pairs);
            Change(word, -word.Count);
            word.Join(pair, id);
            Change(word, word.Count);
            changed.UnionWith(word.Pairs);
        }

        foreach ((int Left, int Right) other in changed)
        {
            Enqueue(other);
        }
    }

    private void Change(TrainingWord word, long by)
    {
        foreach ((int Left, int Right) pair in word.Pairs)
        {
            _counts[pair] = _counts.GetValueOrDefault(pair) + by;
            if (!_words.TryGetValue(pair, out HashSet<TrainingWord>? words))
            {
                _words[pair] = words = [];
            }

            words.Add(word);
        }
    }

    private void Enqueue((int Left, int Right) pair)
    {
        if (_counts[pair] > 0)
        {
            _queue.Enqueue(pair, (-_counts[pair], pair.Left, pair.Right));
        }
    }
}
