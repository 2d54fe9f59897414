using System.Globalization;
using System.Text.Json;
using Mpa.Evaluation;
using Mpa.Files;

namespace Mpa.DemoWorld;

/// <summary>
/// Writes the demo's image files: `unlabeled/chart-00001.png` and so on, with no label anywhere, and the labeled test
/// split, `test/questions.jsonl` with `test/images/`.
/// </summary>
internal static class DemoData
{
    private const int OrderStream = 3;
    private const int QuestionStream = 4;

    /// <summary>Writes both splits. Equal arguments give equal pixels and questions.</summary>
    /// <param name="folder">Made where missing; must not hold "unlabeled" or "test" yet.</param>
    /// <param name="seed">Any number. Charts of pretraining have other contents even with an equal seed
    /// (<see cref="ChartSplit"/>).</param>
    /// <param name="options">How much of everything.</param>
    /// <exception cref="MpaException">A split exists already, or the options make no sense.</exception>
    public static void Write(string folder, long seed, DemoDataOptions? options = null)
    {
        options ??= new DemoDataOptions();
        Check(options);
        string unlabeled = Unused(folder, "unlabeled");
        string test = Unused(folder, "test");
        WriteUnlabeled(unlabeled, seed, options);
        WriteTest(test, seed, options, ChartKinds.All);
    }

    private static void WriteUnlabeled(string folder, long seed, DemoDataOptions options)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, ChartSample sample) in UnlabeledItems(seed, options))
        {
            File.WriteAllBytes(Path.Combine(folder, name), PalettePng.Encode(sample.Image));
        }
    }

    /// <summary>The unlabeled charts by their file names.</summary>
    public static IEnumerable<(string Name, ChartSample Sample)> UnlabeledItems(long seed, DemoDataOptions options)
    {
        ChartKind[] kinds =
            [.. Enumerable.Range(0, options.UnlabeledCharts).Select(at => ChartKinds.All[at % ChartKinds.All.Count])];
        new WorldRandom(seed, OrderStream, 0).Shuffle(kinds);
        ChartSampler sampler = new(seed, ChartSplit.Unlabeled);
        return kinds.Select((kind, at) => (
            string.Create(CultureInfo.InvariantCulture, $"chart-{at + 1:D5}.png"),
            sampler.Sample(at, [kind], options.MinSeries, options.MaxSeries)));
    }

    /// <summary>Writes a labeled test of charts of these kinds.</summary>
    public static void WriteTest(string folder, long seed, DemoDataOptions options, IReadOnlyList<ChartKind> kinds)
    {
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        using StreamWriter rows = new(Path.Combine(folder, "questions.jsonl")) { NewLine = "\n" };
        foreach (TestItem item in TestItems(seed, options, kinds))
        {
            File.WriteAllBytes(Path.Combine(folder, item.Image), PalettePng.Encode(item.Sample.Image));
            foreach (TestQuestion row in item.Rows())
            {
                rows.WriteLine(JsonSerializer.Serialize(row, MpaJson.Line));
            }
        }
    }

    /// <summary>
    /// The test's charts, kinds one after the other. Each kind of question is asked equally often of each kind of
    /// chart, to within one.
    /// </summary>
    public static IEnumerable<TestItem> TestItems(
        long seed, DemoDataOptions options, IReadOnlyList<ChartKind>? only = null)
    {
        ChartSampler sampler = new(seed, ChartSplit.Test);
        IReadOnlyList<ChartKind> charts = only ?? ChartKinds.All;
        int kinds = charts.Count;
        long drawn = 0;
        for (int at = 0; at < options.QuestionsPerKind / 2 * kinds; at++)
        {
            QuestionKind[] questions = [KindAt(at / kinds * 2), KindAt((at / kinds * 2) + 1)];
            ChartSample sample;
            do
            {
                sample = sampler.Sample(drawn++, [charts[at % kinds]], options.MinSeries, options.MaxSeries);
            }
            while (!questions.All(kind => QuestionWriter.CanAsk(sample.Chart, kind)));

            WorldRandom random = new(seed, QuestionStream, at);
            yield return new TestItem(
                at + 1, sample, [.. questions.Select(kind => QuestionWriter.Ask(sample.Chart, kind, random))]);
        }
    }

    private static QuestionKind KindAt(int place) => QuestionWriter.Kinds[place % QuestionWriter.Kinds.Count];

    private static void Check(DemoDataOptions options)
    {
        if (options.UnlabeledCharts < 0 || options.QuestionsPerKind < 0 || options.QuestionsPerKind % 2 != 0)
        {
            throw new MpaException(
                $"{options.UnlabeledCharts} unlabeled charts and {options.QuestionsPerKind} questions a kind can't be "
                + "written: give numbers of 0 or more, and an even number of questions.");
        }

        if (options.MinSeries < 2
            || options.MaxSeries < options.MinSeries
            || options.MaxSeries > ChartSampler.MaxSeries)
        {
            throw new MpaException(
                $"Charts of {options.MinSeries} to {options.MaxSeries} series can't be written: "
                + $"give two numbers from 2 to {ChartSampler.MaxSeries}, the smaller first.");
        }
    }

    private static string Unused(string folder, string split)
    {
        string path = Path.Combine(folder, split);
        if (Path.Exists(path))
        {
            throw new MpaException($"{path} exists already: remove it, or write the demo's data to another folder.");
        }

        return path;
    }
}

/// <summary>How much data the demo has.</summary>
internal sealed record DemoDataOptions
{
    /// <summary>Unlabeled charts, the four kinds in shares equal to within one chart.</summary>
    public int UnlabeledCharts { get; init; } = 1500;

    /// <summary>Test questions of each chart kind; even, since every test chart has two.</summary>
    public int QuestionsPerKind { get; init; } = 200;

    /// <summary>The fewest series of a chart.</summary>
    public int MinSeries { get; init; } = 2;

    /// <summary>The most series of a chart.</summary>
    public int MaxSeries { get; init; } = ChartSampler.MaxSeries;
}

/// <summary>A chart of the test with its questions.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Sample">The chart.</param>
/// <param name="Questions">Of different kinds.</param>
internal sealed record TestItem(int Number, ChartSample Sample, IReadOnlyList<ChartQuestion> Questions)
{
    /// <summary>The image's path within the split.</summary>
    public string Image => $"images/{Name}.png";

    private string Name => string.Create(CultureInfo.InvariantCulture, $"test-{Number:D4}");

    /// <summary>The rows of questions.jsonl.</summary>
    public IEnumerable<TestQuestion> Rows() => Questions.Select((question, at) => new TestQuestion(
        Id: string.Create(CultureInfo.InvariantCulture, $"{Name}-{at + 1}"),
        Image: Image,
        Question: question.Question,
        Answers: [question.Answer],
        Slice: Sample.Chart.Kind.Name(),
        Kind: question.Kind.Name()));
}
