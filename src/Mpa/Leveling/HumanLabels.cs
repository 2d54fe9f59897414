using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Replies;
using Mpa.Runs;

namespace Mpa.Leveling;

/// <summary>
/// Answers of people about the run's own images, for the baseline <c>select: human</c> and for nothing else: the one
/// place where a human answer enters training, and only by a recipe that says so.
/// </summary>
/// <param name="Examples">Labels about images of the run, in the order of their ids.</param>
/// <param name="NotInRun">Labels about other images.</param>
internal sealed record HumanLabels(IReadOnlyList<TrainingExample> Examples, int NotInRun)
{
    public static HumanLabels None { get; } = new([], 0);

    /// <summary>
    /// Reads JSONL rows of <see cref="TestQuestion"/> whose image is a path below the run's image root.
    /// </summary>
    /// <exception cref="MpaException">The file or a row is wrong, or no row is about an image of the run.</exception>
    public static HumanLabels Read(string path, RunSession run)
    {
        if (!File.Exists(path))
        {
            throw new MpaException(
                $"{path}: there is no such file of labels. Mend level.labels, or select another rule than human.");
        }

        Dictionary<string, ImageItem> images =
            JsonLines.Stream<ImageItem>(run.Folder.Images).ToDictionary(image => image.Path);
        HashSet<string> ids = [];
        List<TrainingExample> examples = [];
        int rows = 0;
        foreach (TestQuestion label in Rows(path, ids))
        {
            rows++;
            if (images.TryGetValue(label.Image, out ImageItem? item))
            {
                examples.Add(new TrainingExample(
                    label.Id,
                    [.. run.Shown(item).Select(image => image.Path)],
                    run.Task.AnswerPrompt(label.Question),
                    Majority(label.Answers),
                    Replayed: false));
            }
        }

        return examples.Count > 0
            ? new HumanLabels(
                [.. examples.OrderBy(example => example.Id, StringComparer.Ordinal)],
                rows - examples.Count)
            : throw new MpaException(
                $"{path}: none of its {rows} labels names an image of this run. "
                + $"\"image\" is a path below {run.Recipe.Images}.");
    }

    private static IEnumerable<TestQuestion> Rows(string path, HashSet<string> ids)
    {
        foreach ((string line, int number) in File.ReadLines(path).Select((line, index) => (line, index + 1)))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            TestQuestion label = Trimmed(JsonLines.Parse<TestQuestion>(line, path, number));
            yield return (ids.Add(label.Id), label.Answers.Count) switch
            {
                (false, _) => throw new MpaException(
                    $"{path}:{number}: the id \"{label.Id}\" stands there twice. Give every label its own."),
                (_, 0) => throw new MpaException(
                    $"{path}:{number}: \"{label.Id}\" has no answer. A label needs one or more."),
                _ => label,
            };
        }
    }

    /// <summary>What stands unseen around a text is no part of it, as in a teacher's replies.</summary>
    private static TestQuestion Trimmed(TestQuestion label) => label with
    {
        Question = OuterSpace.Trim(label.Question),
        Answers = [.. label.Answers.Select(OuterSpace.Trim).Where(text => text.Length > 0)],
    };

    /// <summary>
    /// The answer that most people gave, the earliest of equals: what the paper's human-label training uses.
    /// </summary>
    internal static string Majority(IReadOnlyList<string> answers) =>
        answers.CountBy(answer => answer).OrderByDescending(pair => pair.Value).First().Key;
}
