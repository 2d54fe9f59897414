using Mpa.Data.Rows;

namespace Mpa.Data.Audit;

/// <summary>Counts answers. Of a row with several, the most frequent one is counted (the first of equals).</summary>
public sealed class AnswerCounts
{
    /// <summary>
    /// Answers that stand for none. Those of the released pseudo annotations and of data frames written as text.
    /// </summary>
    private static readonly HashSet<string> Placeholders =
    [
        "null", "none", "n/a", "na", "nan", "unknown", "unanswerable", "undefined",
    ];

    private readonly Dictionary<string, long> _byAnswer = [];
    private readonly SortedDictionary<int, long> _byWords = [];
    private readonly Dictionary<string, string> _spelling = [];

    /// <summary>Rows with at least one answer.</summary>
    public long Labeled { get; private set; }

    /// <summary>Rows whose counted answer has no letter, digit or sign.</summary>
    public Tally Empty { get; } = new();

    /// <summary>Rows whose counted answer is a placeholder, by the answer as written.</summary>
    public Tally PlaceholderAnswers { get; } = new();

    /// <summary>Rows by the number of answers they list.</summary>
    public SortedDictionary<int, long> ByCount { get; } = [];

    /// <summary>Different answers, upper and lower case and a closing full stop aside.</summary>
    public long Distinct => _byAnswer.Count;

    /// <summary>The most frequent answer, in its first spelling, and in how many rows it stands.</summary>
    public (string Answer, long Count) MostFrequent => _byAnswer.Count == 0
        ? ("", 0)
        : _byAnswer.Select(pair => (_spelling[pair.Key], pair.Value)).MaxBy(pair => pair.Value);

    /// <summary>The longest answer, in words.</summary>
    public int Longest => _byWords.Count == 0 ? 0 : _byWords.Keys.Max();

    /// <summary>Mean length in words; 0 without answers.</summary>
    public double MeanWords => Labeled == 0 ? 0 : (double)_byWords.Sum(pair => pair.Key * pair.Value) / Labeled;

    /// <summary>Rows whose answer has more than so many words.</summary>
    public long LongerThan(int words) => _byWords.Where(pair => pair.Key > words).Sum(pair => pair.Value);

    /// <summary>Rows whose answer has this many words.</summary>
    public long OfWords(int words) => _byWords.GetValueOrDefault(words);

    internal void Add(DataRow row)
    {
        ByCount[row.Answers.Count] = ByCount.GetValueOrDefault(row.Answers.Count) + 1;
        if (row.Answers.Count == 0)
        {
            return;
        }

        Labeled++;
        string answer = row.Answers.CountBy(text => text).MaxBy(pair => pair.Value).Key;
        int words = answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        _byWords[words] = _byWords.GetValueOrDefault(words) + 1;
        if (words == 0)
        {
            Empty.Add("empty", row.Place);
        }

        string folded = answer.ToLowerInvariant().Trim().TrimEnd('.');
        _byAnswer[folded] = _byAnswer.GetValueOrDefault(folded) + 1;
        _spelling.TryAdd(folded, answer.Trim());
        if (Placeholders.Contains(folded))
        {
            PlaceholderAnswers.Add(answer.Trim(), row.Place);
        }
    }
}
