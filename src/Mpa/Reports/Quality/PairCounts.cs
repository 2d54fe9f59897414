namespace Mpa.Reports.Quality;

/// <summary>Counts pairs, of which there may be millions, as they are gone through for the first time.</summary>
internal sealed class PairCounts
{
    private readonly HashSet<ulong> _images = [];
    private readonly Dictionary<int, int> _lengths = [];
    private readonly int[] _broken = new int[QualityRules.All.Count];

    /// <summary>How many.</summary>
    public int Pairs { get; private set; }

    /// <summary>Different images.</summary>
    public int Images => _images.Count;

    /// <summary>The questions by their text.</summary>
    public TextCounts Questions { get; } = new(PlainText.Key);

    /// <summary>Their first words.</summary>
    public TextCounts Openings { get; } = new(text => text);

    /// <summary>The answers by their text.</summary>
    public TextCounts Answers { get; } = new(PlainText.Key);

    /// <summary>Words of the answers.</summary>
    public AnswerLengths Lengths => AnswerLengths.Of(_lengths);

    /// <summary>Pairs that break each rule, in the order of the rules.</summary>
    public IReadOnlyList<int> Broken => _broken;

    /// <summary>Counts one more.</summary>
    public void Add(QuotedPair pair)
    {
        Pairs++;
        Questions.Add(pair.Question);
        Openings.Add(PlainText.Opening(pair.Question));
        Answers.Add(pair.Answer);
        int words = Words.Count(pair.Answer);
        _lengths[words] = _lengths.GetValueOrDefault(words) + 1;
        if (pair.Image is { } image)
        {
            _images.Add(PlainText.Hash(image));
        }

        for (int rule = 0; rule < _broken.Length; rule++)
        {
            _broken[rule] += QualityRules.All[rule].Breaks(pair) ? 1 : 0;
        }
    }
}

/// <summary>
/// How often each text occurs. Texts are known by a hash of 64 bits, since they themselves would fill the memory.
/// </summary>
/// <param name="key">What is equal for texts that are counted as one.</param>
internal sealed class TextCounts(Func<string, string> key)
{
    private readonly Dictionary<ulong, int> _counts = [];

    /// <summary>Different texts.</summary>
    public int Distinct => _counts.Count;

    /// <summary>How often each occurs.</summary>
    public IEnumerable<int> Counts => _counts.Values;

    /// <summary>Counts one more.</summary>
    public void Add(string text)
    {
        ulong hash = HashOf(text);
        _counts[hash] = _counts.GetValueOrDefault(hash) + 1;
    }

    /// <summary>What a text is known by.</summary>
    public ulong HashOf(string text) => PlainText.Hash(key(text));

    /// <summary>How often what is known by a hash occurs.</summary>
    public int CountOf(ulong hash) => _counts.GetValueOrDefault(hash);
}

/// <summary>Texts as they are compared.</summary>
internal static class PlainText
{
    private const int OpeningWords = 3;

    /// <summary>Case, outer space and a final mark don't make a difference.</summary>
    public static string Key(string text) => text.Trim().TrimEnd('.', '?', '!').TrimEnd().ToLowerInvariant();

    /// <summary>The words that a question begins with.</summary>
    public static string Opening(string question) => string.Join(' ', Words.Of(question).Take(OpeningWords));

    /// <summary>FNV-1a of the letters (http://www.isthe.com/chongo/tech/comp/fnv/).</summary>
    public static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in text)
        {
            hash = unchecked((hash ^ letter) * 1099511628211);
        }

        return hash;
    }
}
