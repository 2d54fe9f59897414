using System.Globalization;
using System.Text.Json;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>
/// Draws again, from their seed, what the demo's unlabeled charts show: the labels that a baseline with human labels
/// needs and that the repository must not hold. They are the world's own truth, without a person's mistakes. A second
/// test comes with them.
/// </summary>
public static class DemoTruth
{
    /// <summary>The seed of data/demo.</summary>
    internal const long Seed = 2025;

    private const long SecondSeed = 20252;
    private const int LabelStream = 5;
    private const int LabelsPerChart = 5;
    private const int SecondQuestionsPerKind = 200;

    /// <summary>Labels of the unlabeled charts, one line each, below the folder.</summary>
    internal static string LabelsOf(string folder) => Path.Combine(folder, "labels.jsonl");

    /// <summary>
    /// The second test's folder: bars and horizontal bars, which the bundled student knows before leveling.
    /// </summary>
    internal static string SecondTestOf(string folder) => Path.Combine(folder, "bars");

    /// <summary>True when both stand in the folder.</summary>
    public static bool IsIn(string folder) =>
        File.Exists(LabelsOf(folder)) && File.Exists(TestSplit.FileOf(SecondTestOf(folder)));

    /// <summary>Writes both, the labels last.</summary>
    /// <param name="folder">Made where missing.</param>
    /// <param name="unlabeled">The folder of the bundled charts, which must show what is drawn again.</param>
    /// <exception cref="MpaException">A chart of the folder isn't the one that the seed draws, so a label would be
    /// wrong.</exception>
    public static void Write(string folder, string unlabeled)
    {
        string second = SecondTestOf(folder);
        if (Directory.Exists(second))
        {
            Directory.Delete(second, recursive: true);
        }

        DemoDataOptions options = new() { QuestionsPerKind = SecondQuestionsPerKind };
        DemoData.WriteTest(second, SecondSeed, options, [ChartKind.Bar, ChartKind.HorizontalBar]);
        string[] lines = [.. Labels(unlabeled).Select(label => JsonSerializer.Serialize(label, MpaJson.Line))];
        string beside = LabelsOf(folder) + ".new";
        File.WriteAllLines(beside, lines);
        File.Move(beside, LabelsOf(folder), overwrite: true);
    }

    private static IEnumerable<TestQuestion> Labels(string unlabeled)
    {
        DemoDataOptions options = new();
        int at = 0;
        foreach ((string name, ChartSample sample) in DemoData.UnlabeledItems(Seed, options))
        {
            CheckSame(Path.Combine(unlabeled, name), sample);
            WorldRandom random = new(Seed, LabelStream, at++);
            QuestionKind[] kinds = [.. QuestionWriter.Kinds.Where(kind => QuestionWriter.CanAsk(sample.Chart, kind))];
            random.Shuffle(kinds);
            foreach ((int number, QuestionKind kind) in kinds.Take(LabelsPerChart).Index())
            {
                ChartQuestion question = QuestionWriter.Ask(sample.Chart, kind, random);
                string id = string.Create(
                    CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}@{number}");
                yield return new TestQuestion(
                    Id: id,
                    Image: name,
                    Question: question.Question,
                    Answers: [question.Answer],
                    Slice: sample.Chart.Kind.Name(),
                    Kind: kind.Name());
            }
        }
    }

    private static void CheckSame(string file, ChartSample sample)
    {
        if (!File.Exists(file) || !ImageDecoder.Decode(file).Pixels.SequenceEqual(sample.Image.Pixels))
        {
            throw new MpaException(
                $"{file} is not the chart that seed {Seed} draws, so its truth is not known here. "
                + "Use the repository's data/demo/unlabeled as it is.");
        }
    }
}
