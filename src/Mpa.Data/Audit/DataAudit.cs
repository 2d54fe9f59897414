namespace Mpa.Data.Audit;

/// <summary>What is in a data set, and what is wrong with it.</summary>
public sealed record DataAudit
{
    /// <summary>The data set.</summary>
    public required DataSet Data { get; init; }

    /// <summary>Rows read, those with a problem included.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that can't be used, by cause.</summary>
    public required Tally Problems { get; init; }

    /// <summary>Different images that rows name or hold.</summary>
    public long Images { get; init; }

    /// <summary>Images that are there and can be decoded.</summary>
    public long GoodImages { get; init; }

    /// <summary>Images that can't be used, by cause.</summary>
    public required Tally BadImages { get; init; }

    /// <summary>Files whose bytes equal those of an earlier file of another name.</summary>
    public required Tally RepeatedImages { get; init; }

    /// <summary>Good images that no model is shown as their file has them, such as transparent ones, by why.</summary>
    public required Tally NotedImages { get; init; }

    /// <summary>Rows whose id an earlier row has.</summary>
    public required Tally RepeatedIds { get; init; }

    /// <summary>Rows that ask what an earlier row asks of the same image.</summary>
    public required Tally RepeatedQuestions { get; init; }

    /// <summary>Rows with a question.</summary>
    public long Questions { get; init; }

    /// <summary>Different questions, as they are written.</summary>
    public long DistinctQuestions { get; init; }

    /// <summary>The answers; each row counts by its most frequent one.</summary>
    public required AnswerCounts Answers { get; init; }

    /// <summary>How the counts stand to those published.</summary>
    public required string Published { get; init; }

    /// <summary>Images that another data set has too; null when none was named.</summary>
    public SharedImages? Shared { get; init; }

    /// <summary>True when a run could take the data set as it is.</summary>
    public bool Sound => Problems.Total + BadImages.Total + RepeatedIds.Total == 0 && (Shared?.Count ?? 0) == 0;
}

/// <summary>Images that two data sets have both: a test on images of the training is no test.</summary>
/// <param name="Other">The other data set, as it was named.</param>
/// <param name="Count">How many of this one's images are in the other.</param>
/// <param name="Compared">This one's images that were compared.</param>
/// <param name="ByContent">By their bytes; else by file name, because images are missing.</param>
/// <param name="First">Names of some of them.</param>
public sealed record SharedImages(string Other, long Count, long Compared, bool ByContent, IReadOnlyList<string> First);

/// <summary>Counts things by name and keeps the first example of each.</summary>
public sealed class Tally
{
    private readonly SortedDictionary<string, (long Count, string First)> _counts = new(StringComparer.Ordinal);

    /// <summary>Count and first example, by name.</summary>
    public IReadOnlyDictionary<string, (long Count, string First)> Counts => _counts;

    /// <summary>All of them together.</summary>
    public long Total => _counts.Values.Sum(count => count.Count);

    /// <summary>Counts one.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="example">Kept if it is the first of its name.</param>
    public void Add(string name, string example)
    {
        (long count, string first) = _counts.GetValueOrDefault(name, (0, example));
        _counts[name] = (count + 1, first);
    }
}
