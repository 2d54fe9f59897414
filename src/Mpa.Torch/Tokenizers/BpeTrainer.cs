using System.Text;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Learns a byte-level BPE from lines of text, split as SmolVLM splits them (digits alone, then GPT-2's pattern). Starts from
/// the 256 bytes and joins the most frequent pair of neighbors until the vocabulary is full (Sennrich et al. 2016,
/// section 3.2). The same lines always give the same result: of equally frequent pairs, the one with the lowest ids is joined.
/// </summary>
public static class BpeTrainer
{
    private const int Bytes = 256;

    /// <summary>A pair seen only once is not worth a token.</summary>
    private const long LeastFrequency = 2;

    /// <summary>Trains a vocabulary.</summary>
    /// <param name="lines">The text.</param>
    /// <param name="vocabularySize">Bytes, merges and special tokens together; fewer come out if no pair is left that occurs twice.</param>
    /// <param name="specialTokens">Tokens recognized inside text; they get the last ids, in this order.</param>
    /// <exception cref="MpaException">The size has no room for the bytes and the special tokens.</exception>
    public static TrainedBpe Train(IEnumerable<string> lines, int vocabularySize, IReadOnlyList<string> specialTokens)
    {
        int ordinary = vocabularySize - specialTokens.Count;
        if (ordinary < Bytes)
        {
            throw new MpaException(
                $"a vocabulary of {vocabularySize} is too small: 256 bytes and {specialTokens.Count} special tokens need {Bytes + specialTokens.Count}");
        }

        List<string> tokens = [.. Enumerable.Range(0, Bytes).Select(value => $"{ByteAlphabet.ToCharacter((byte)value)}").Order(StringComparer.Ordinal)];
        return new TrainedBpe(tokens, Join(lines, tokens, ordinary), specialTokens);
    }

    /// <summary>Appends joined tokens until there are <paramref name="most"/>.</summary>
    private static List<(string Left, string Right)> Join(IEnumerable<string> lines, List<string> tokens, int most)
    {
        Dictionary<string, int> ids = tokens.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
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
        PreTokenizer splitter = new([new(SplitPatterns.Compile(SplitPatterns.Digit)), new(SplitPatterns.Compile(SplitPatterns.Gpt2))]);
        foreach (string line in lines)
        {
            splitter.Split(line, word => counts[word.ToString()] = counts.GetValueOrDefault(word.ToString()) + 1);
        }

        return [.. counts.Select(entry => new TrainingWord(
            [.. Encoding.UTF8.GetBytes(entry.Key).Select(value => ids[$"{ByteAlphabet.ToCharacter(value)}"])], entry.Value))];
    }
}
