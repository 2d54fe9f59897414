namespace Mpa.Data.Audit;

/// <summary>How many questions and images a benchmark's split has as published.</summary>
/// <param name="Benchmark">Name of the format.</param>
/// <param name="Title">Benchmark and split, for people.</param>
/// <param name="Split">Part of the file's or folder's name, or of its set name.</param>
/// <param name="Questions">Rows.</param>
/// <param name="Images">Different images.</param>
internal sealed record PublishedCounts(string Benchmark, string Title, string Split, long Questions, long Images)
{
    /// <summary>
    /// Sources: https://textvqa.org/dataset (its splits add up to the 45,336 questions on 28,408 images of Singh et al.
    /// 2019), table 2 of Masry et al. 2022 for ChartQA's parts and the MPA release's files for the charts of both
    /// together, https://okvqa.allenai.org. ST-VQA is not here: its page gives totals for all tasks (31,791 questions
    /// on 23,038 images) and no split of task 1.
    /// </summary>
    public static IReadOnlyList<PublishedCounts> All { get; } =
    [
        new("textvqa", "TextVQA 0.5.1 train", "train", 34602, 21953),
        new("textvqa", "TextVQA 0.5.1 validation", "val", 5000, 3166),
        new("textvqa", "TextVQA 0.5.1 test", "test", 5734, 3289),
        new("chartqa", "ChartQA train", "train", 28299, 18317),
        new("chartqa", "ChartQA train, human", "train_human", 7398, 3699),
        new("chartqa", "ChartQA train, augmented", "train_augmented", 20901, 15474),
        new("chartqa", "ChartQA validation", "val", 1920, 1056),
        new("chartqa", "ChartQA validation, human", "val_human", 960, 480),
        new("chartqa", "ChartQA validation, augmented", "val_augmented", 960, 680),
        new("chartqa", "ChartQA test", "test", 2500, 1509),
        new("chartqa", "ChartQA test, human", "test_human", 1250, 625),
        new("chartqa", "ChartQA test, augmented", "test_augmented", 1250, 987),
        new("okvqa", "OK-VQA train", "train", 9009, 8998),
        new("okvqa", "OK-VQA validation", "val", 5046, 5033),
    ];

    /// <summary>One sentence: equal to a published split, or what the split of that name has.</summary>
    /// <param name="benchmark">Name of the format; null compares with all.</param>
    /// <param name="name">The file's or folder's name.</param>
    /// <param name="questions">Rows found.</param>
    /// <param name="images">Different images found.</param>
    public static string Compare(string? benchmark, string name, long questions, long images)
    {
        PublishedCounts[] known = [.. All.Where(counts => benchmark is null || counts.Benchmark == benchmark)];
        if (known.FirstOrDefault(counts => counts.Questions == questions && counts.Images == images) is { } equal)
        {
            return $"equal to {equal.Title}";
        }

        PublishedCounts? named = known
            .Where(counts => name.Contains(counts.Split, StringComparison.OrdinalIgnoreCase))
            .MaxBy(counts => counts.Split.Length);
        return benchmark is null || named is null
            ? "equal to no published split"
            : FormattableString.Invariant(
                $"differs: {named.Title} has {named.Questions:N0} questions on {named.Images:N0} images");
    }
}
