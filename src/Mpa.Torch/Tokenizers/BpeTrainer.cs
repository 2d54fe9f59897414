using System.Text;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Learns a byte-level BPE from lines of text, split as SmolVLM splits them (digits alone, then GPT-2's pattern).
/// Starts from the 256 bytes and joins the most frequent pair of neighbors until the vocabulary is full (Sennrich et
/// al. 2016, section 3.2). The same lines always give the same result: of equally frequent pairs, the one with the
/// lowest ids is joined.
/// </summary>
internal static class BpeTrainer
{
    private const int Bytes = 256;

    /// <summary>A pair seen only once is not worth a token.</summary>
    private const long LeastFrequency = 2;

    /// <summary>Trains a vocabulary.</summary>
    /// <param name="lines">The text.</param>
    /// <param name="vocabularySize">
    /// Bytes, merges and special tokens together; fewer come out if no pair is left that occurs twice.
    /// </param>
    /// <param name="specialTokens">Tokens recognized inside text; they get the last ids, in this order.</param>
    /// <exception cref="MpaException">The size has no room for the bytes and the special tokens.</exception>
    public static TrainedBpe Train(IEnumerable<string> lines, int vocabularySize, IReadOnlyList<string> specialTokens)
    {
        int ordinary = vocabularySize - specialTokens.Count;
        if (ordinary < Bytes)
        {
            throw new MpaException(
                $"a vocabulary of {vocabularySize} is too small: "
                + $"256 bytes and {specialTokens.Count} special tokens need {Bytes + specialTokens.Count}");
        }

        List<string> tokens =
        [
            .. Enumerable.Range(0, Bytes)
                .Select(value => ByteAlphabet.ToToken((byte)value))
                .Order(StringComparer.Ordinal),
        ];
        return new TrainedBpe(tokens, Join(lines, tokens, ordinary), specialTokens);
    }

    /// <summary>Appends joined tokens until there are <paramref name="most"/>.</summary>
    private static List<(string Left, string Right)> Join(IEnumerable<string> lines, List<string> tokens, int most)
    {
        Dictionary<string, int> ids = tokens.Index()
            .ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        PairCounts pairs = new(Words(lines, ids));
        List<(string Left, string Right)> merges = [];
        while (tokens.Count < most && pairs.MostFrequent(LeastFrequency) is { } pair)
        {
            merges.Add((tokens[pair.Left], tokens[pair.Right]));
            string joined = tokens[pair.Left] + tokens[pair.Right];
            if (ids.TryAdd(joined, tokens.Count))
            {
                tokens.Add(joined);
            }

            pairs.Join(pair, ids[joined]);
        }

        return merges;
    }

    private static List<TrainingWord> Words(IEnumerable<string> lines, Dictionary<string, int> ids)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        PreTokenizer splitter = new(
        [
            new SplitStep(SplitPatterns.Compile(SplitPatterns.Digit)),
            new SplitStep(SplitPatterns.Compile(SplitPatterns.Gpt2)),
        ]);
        foreach (string line in lines)
        {
            splitter.Split(line, isFirst: true, Count);
        }

        return [.. counts.Select(entry => new TrainingWord(Symbols(entry.Key, ids), entry.Value))];

        void Count(ReadOnlySpan<char> word)
        {
            string text = word.ToString();
            counts[text] = counts.GetValueOrDefault(text) + 1;
        }
    }

    private static List<int> Symbols(string word, Dictionary<string, int> ids) =>
        [.. Encoding.UTF8.GetBytes(word).Select(value => ids[ByteAlphabet.ToToken(value)])];
}

/// <summary>A byte-level BPE that <see cref="BpeTrainer"/> learned; <see cref="TokenizerWriter"/> writes it.</summary>
/// <param name="Tokens">The bytes, then the joined tokens; a token's place is its id.</param>
/// <param name="Merges">The joins, first to last.</param>
/// <param name="SpecialTokens">
/// Tokens recognized inside text; their ids follow those of <paramref name="Tokens"/>.
/// </param>
internal sealed record TrainedBpe(
    IReadOnlyList<string> Tokens,
    IReadOnlyList<(string Left, string Right)> Merges,
    IReadOnlyList<string> SpecialTokens);

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

/// <summary>A word of the training text.</summary>
/// <param name="symbols">Its ids at first: one for each byte.</param>
/// <param name="count">How often it occurs.</param>
internal sealed class TrainingWord(List<int> symbols, long count)
{
    /// <summary>How often it occurs.</summary>
    public long Count => count;

    /// <summary>Its pairs of neighbors.</summary>
    public IEnumerable<(int Left, int Right)> Pairs => symbols.Zip(symbols.Skip(1));

    /// <summary>Replaces a pair by its joined token, from left to right.</summary>
    public void Join((int Left, int Right) pair, int id)
    {
        for (int i = 0; i + 1 < symbols.Count; i++)
        {
            if (symbols[i] == pair.Left && symbols[i + 1] == pair.Right)
            {
                symbols[i] = id;
                symbols.RemoveAt(i + 1);
            }
        }
    }
}
