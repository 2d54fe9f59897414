using Mpa.Annotation;
using Mpa.Costs;
using Mpa.Evaluation;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Reports.Building;

/// <summary>The rows of a run folder, read once. A file that isn't there yet has no rows.</summary>
internal sealed class RunRows
{
    private readonly string _root;

    private RunRows(RunFolder folder, Manifest manifest)
    {
        _root = folder.Root;
        Manifest = manifest;
        Images = JsonLines.Read<ImageItem>(folder.Images);
        FailedImages = JsonLines.Read<ImageFailure>(folder.FailedImages);
        Annotations = [.. JsonLines.Stream<PseudoAnnotation>(folder.Annotations).Select(WithoutReply)];
        Parity = JsonLines.Read<ParityExample>(folder.Parity);
        Training =
        [
            .. JsonLines.Read<TrainingStep>(folder.Training)
                .GroupBy(step => step.Step)
                .Select(group => group.Last())
                .OrderBy(step => step.Step),
        ];
        Before = Scores(folder, Examinee.Before);
        After = Scores(folder, Examinee.After);
        Teacher = Scores(folder, Examinee.Teacher);
        Judgements = (manifest.Recipe.Judge is null ? [] : JsonLines.Read<Judgement>(folder.Judgements))
            .GroupBy(row => (row.QuestionId, row.Text))
            .ToDictionary(group => group.Key, group => group.Last());
        Sources = SourcesBuilder.Build(folder, manifest.Recipe);
        Ledger = JsonLines.Read<LedgerRow>(folder.Ledger);
    }

    public Manifest Manifest { get; }

    public Recipe Recipe => Manifest.Recipe;

    public IReadOnlyList<ImageItem> Images { get; }

    public IReadOnlyList<ImageFailure> FailedImages { get; }

    /// <summary>Without the replies that they were read from: of millions these would fill the memory.</summary>
    public IReadOnlyList<PseudoAnnotation> Annotations { get; }

    public IReadOnlyList<ParityExample> Parity { get; }

    public IReadOnlyList<TrainingStep> Training { get; }

    /// <summary>By question, in the order of the file.</summary>
    public OrderedDictionary<string, Score> Before { get; }

    /// <inheritdoc cref="Before"/>
    public OrderedDictionary<string, Score> After { get; }

    /// <inheritdoc cref="Before"/>
    public OrderedDictionary<string, Score> Teacher { get; }

    /// <summary>Who was scored, with the scores.</summary>
    public IEnumerable<(Examinee Who, IEnumerable<Score> Scores)> Examinees =>
        [(Examinee.Before, Before.Values), (Examinee.After, After.Values), (Examinee.Teacher, Teacher.Values)];

    /// <summary>The judge's verdicts by question and answer; none without a judge.</summary>
    public IReadOnlyDictionary<(string QuestionId, string Text), Judgement> Judgements { get; }

    /// <summary>The files behind all of this.</summary>
    public IReadOnlyList<SourceFile> Sources { get; }

    /// <summary>What a served teacher was asked; empty for one of this machine.</summary>
    public IReadOnlyList<LedgerRow> Ledger { get; }

    /// <summary>Test questions by id; empty without a test, or when its file is gone.</summary>
    public IReadOnlyDictionary<string, TestQuestion> Questions { get; private set; } =
        new Dictionary<string, TestQuestion>();

    /// <summary>Why the test questions can't be read, though there is a test; null when they can.</summary>
    public string? QuestionsMissing { get; private set; }

    /// <summary>Reads the folder. Throws when it isn't a run.</summary>
    public static RunRows Read(RunFolder folder)
    {
        Manifest manifest = ManifestStore.Read(folder)
            ?? throw new MpaException(
                $"{folder.Root} has no run.json, so it isn't a run folder. Name the folder that \"mpa run\" wrote.");
        StageFiles.RequireAsLeft(folder, manifest);
        RunRows rows = new(folder, manifest);
        rows.ReadQuestions();
        return rows;
    }

    public bool IsComplete(Stage stage) => Manifest.Stages.ContainsKey(stage);

    /// <summary>Whether anybody's answer to a question was scored.</summary>
    public bool IsScored(string question) =>
        Before.ContainsKey(question) || After.ContainsKey(question) || Teacher.ContainsKey(question);

    /// <summary>The path of each image by its id.</summary>
    public IReadOnlyDictionary<string, string> ImagePaths() =>
        Images.GroupBy(image => image.Id).ToDictionary(group => group.Key, group => group.First().Path);

    /// <summary>The teacher's replies of some annotations, by their ids.</summary>
    public IReadOnlyDictionary<string, string> RawReplies(IReadOnlySet<string> ids) => JsonLines
        .Stream<PseudoAnnotation>(new RunFolder(_root).Annotations)
        .Where(row => ids.Contains(row.Id))
        .GroupBy(row => row.Id)
        .ToDictionary(group => group.Key, group => group.Last().RawReply);

    private static PseudoAnnotation WithoutReply(PseudoAnnotation row) =>
        row with { RawReply = "", Key = "", EarlierReplies = null, Thoughts = null };

    private static OrderedDictionary<string, Score> Scores(RunFolder folder, Examinee who)
    {
        OrderedDictionary<string, Score> scores = [];
        foreach (Score score in JsonLines.Read<Score>(folder.Scores(who)))
        {
            scores[score.QuestionId] = score;
        }

        return scores;
    }

    private void ReadQuestions()
    {
        if (Recipe.Evaluate is null)
        {
            return;
        }

        string file = TestSplit.FileOf(Recipe);
        if (!File.Exists(file))
        {
            QuestionsMissing = $"The test questions are no longer at {file}, "
                + "so there are no tables by kind and no list of changed answers.";
            return;
        }

        Questions = File.ReadLines(file)
            .Select((line, index) => (line, index))
            .Where(row => !string.IsNullOrWhiteSpace(row.line))
            .Select(row => JsonLines.Parse<TestQuestion>(row.line, file, row.index + 1))
            .GroupBy(question => question.Id)
            .ToDictionary(group => group.Key, group => group.First());
    }
}

/// <summary>
/// Names the files that the report's figures come from, with their hashes. run.json is left out: the report's own entry
/// still goes into it.
/// </summary>
internal static class SourcesBuilder
{
    /// <summary>In the order of the stages; files that aren't there yet are left out.</summary>
    public static IReadOnlyList<SourceFile> Build(RunFolder folder, Recipe recipe)
    {
        string[] files =
        [
            folder.Images,
            folder.FailedImages,
            folder.Annotations,
            folder.TeacherAnswers,
            folder.StudentAnswers,
            folder.Parity,
            folder.Training,
            .. Examinee.OfTheTest.Select(folder.Scores),
            .. recipe.Judge is null ? Array.Empty<string>() : [folder.Judgements],
        ];
        IEnumerable<SourceFile> ofRun = files.Where(File.Exists).Select(file => Describe(file, Path.GetFileName(file)));
        return recipe.Evaluate is not null && TestSplit.FileOf(recipe) is var questions && File.Exists(questions)
            ? [.. ofRun, Describe(questions, $"the test's {Path.GetFileName(questions)}")]
            : [.. ofRun];
    }

    /// <summary>A file as it stands, under the name that people know it by.</summary>
    public static SourceFile Describe(string path, string name) =>
        new(name, File.ReadLines(path).LongCount(), FileDigest.Of(path));
}
