using System.Text.Json;
using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Reports;
using Mpa.Reports.Building;
using Mpa.Runs;
using Mpa.Statistics;
using Mpa.Tasks;

namespace Mpa.Tests.Reports;

/// <summary>Writes a run folder as a run would, with made-up but believable rows. Removed with the object.</summary>
internal sealed class SampleRun : IDisposable
{
    private static readonly string[] Kinds = ["bar", "hbar", "dot"];
    private static readonly string[] Asks = ["value", "highest", "lowest", "count", "first", "difference"];
    private static readonly string[] Names = ["red", "blue", "green", "orange", "purple", "gray"];
    private static readonly Lazy<byte[][]> Charts = new(DrawCharts);
    private readonly SplitMix64 _random = new(20250);
    private readonly Dictionary<Stage, StageEntry> _stages = [];
    private readonly List<ImageItem> _images = [];
    private readonly List<PseudoAnnotation> _annotations = [];

    public SampleRun(int images = 12, int perImage = 2, int questions = 24, string? root = null)
    {
        Root = root ?? Directory.CreateTempSubdirectory("mpa-sample-").FullName;
        (ImageCount, PerImage, QuestionCount) = (images, perImage, questions);
        Directory.CreateDirectory(Folder.Root);
        Directory.CreateDirectory(Path.Combine(Root, "charts"));
        Directory.CreateDirectory(Path.Combine(Root, "test"));
    }

    public string Root { get; }

    public int ImageCount { get; }

    public int PerImage { get; }

    public int QuestionCount { get; }

    public RunFolder Folder => new(Path.Combine(Root, "run"));

    /// <summary>The question of every pair, to see what becomes of an odd one; null asks sensible ones.</summary>
    public string? OddText { get; init; }

    /// <summary>How likely the student knows a pair already; 1 leaves nothing to keep.</summary>
    public double StudentKnows { get; init; } = 0.42;

    /// <summary>Optimizer steps.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>The recipe names a test.</summary>
    public bool HasTest { get; init; } = true;

    /// <summary>The recipe asks for further metrics, and names a judge that overlooks the last letter.</summary>
    public bool HasMeasures { get; init; }

    /// <summary>Does all stages up to and with this one.</summary>
    public SampleRun Until(Stage last)
    {
        (Stage Stage, Action Do)[] stages =
        [
            (Stage.Collect, Collect), (Stage.Annotate, Annotate), (Stage.Identify, Identify), (Stage.Level, Level),
            (Stage.Evaluate, Evaluate),
        ];
        WriteManifest();
        foreach ((_, Action act) in stages.Where(entry => entry.Stage <= (HasTest ? last : Earlier(last, Stage.Level))))
        {
            act();
            WriteManifest();
        }

        return this;
    }

    /// <summary>Writes the report of what is done so far.</summary>
    public RunReport WriteReport()
    {
        RunReport report = RunReportBuilder.Build(Folder);
        ReportWriter.Write(Folder);
        return report;
    }

    private static Stage Earlier(Stage one, Stage other) => one < other ? one : other;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Collect()
    {
        for (int i = 0; i < ImageCount; i++)
        {
            string kind = Kinds[i % 3];
            string path = $"{kind}-{i:0000}.png";
            File.WriteAllBytes(Path.Combine(Root, "charts", path), Charts.Value[i % Charts.Value.Length]);
            _images.Add(new ImageItem(path[..^4], path, $"{i:x64}", ChartPng.Side, ChartPng.Side));
        }

        ImageFailure[] failed =
        [
            new("broken.png", "truncated", "broken.png ends after 812 of 1,904 bytes"),
            new("poster.png", "too many pixels", "poster.png has 100,000 × 100,000 pixels"),
        ];
        Write(Folder.Images, _images);
        Write(Folder.FailedImages, failed);
        Enter(Stage.Collect, ImageCount + 2, ImageCount, 0.9 + (ImageCount * 0.001), 0);
    }

    private void Annotate()
    {
        foreach (ImageItem image in _images)
        {
            for (int i = 0; i < PerImage; i++)
            {
                _annotations.Add(Annotation(image, i));
            }
        }

        Write(Folder.Annotations, _annotations);
        Enter(
            Stage.Annotate,
            _annotations.Count,
            _annotations.Count(row => row.Cause is null),
            _annotations.Count * 0.014,
            _annotations.Count);
    }

    private PseudoAnnotation Annotation(ImageItem image, int number)
    {
        AnnotationCause? cause = _random.Below(100) switch
        {
            < 4 => AnnotationCause.Unreadable,
            < 9 => AnnotationCause.NearDuplicate,
            _ => null,
        };
        string question = OddText ?? Question(Asks[_random.Below(Asks.Length)]);
        string answer = OddText ?? Answer(question);
        string reply = $"Question: {question}\nAnswer: {answer}";
        return new PseudoAnnotation
        {
            Id = $"{image.Id}#{number}",
            ImageId = image.Id,
            Question = cause is null ? question : null,
            Answer = cause is null ? answer : null,
            RawReply = reply,
            Cause = cause,
            Detail = cause?.Name(),
            Key = "key",
            PromptTokens = 41,
            ReplyTokens = 17,
            Seconds = 0.014,
        };
    }

    private void Identify()
    {
        ParityExample[] pairs = [.. _annotations.Where(row => row.Cause is null).Select(Decide)];
        Write(Folder.Parity, pairs);
        Enter(
            Stage.Identify,
            pairs.Length,
            pairs.Count(pair => pair.Verdict == Verdict.Kept),
            pairs.Length * 0.012,
            pairs.Length * 2);
    }

    private ParityExample Decide(PseudoAnnotation row)
    {
        bool teacher = Chance(0.88), student = Chance(StudentKnows), failed = Chance(0.004);
        Verdict verdict = failed ? Verdict.Unanswered : (teacher, student) switch
        {
            (true, false) => Verdict.Kept,
            (true, true) => Verdict.KnownToBoth,
            (false, false) => Verdict.MissedByBoth,
            _ => Verdict.TeacherInconsistent,
        };
        string answer = row.Answer!, other = OddText ?? Answer(row.Question!) + " or so";
        return new ParityExample
        {
            Id = row.Id,
            ImageId = row.ImageId,
            Question = row.Question!,
            Answer = answer,
            TeacherAnswer = teacher ? answer : other,
            StudentAnswer = failed ? "" : student ? answer : other,
            TeacherScore = teacher ? 1 : 0,
            StudentScore = student ? 1 : 0,
            Verdict = verdict,
        };
    }

    private void Level()
    {
        int steps = StudentKnows >= 1 ? 0 : Steps;
        Write(Folder.Training, Enumerable.Range(1, steps).Select(step => new TrainingStep(
            Step: step,
            Steps: steps,
            Loss: 0.28 + (1.15 * Math.Exp(-3.2 * step / steps)) + (_random.Below(100) / 900.0),
            GradientNorm: 1.1,
            LearningRate: 2e-4,
            Tokens: 2_900,
            Seconds: 0.31)));
        Enter(Stage.Level, 24 * steps, 24 * steps, steps * 0.31, 0, steps * 2_900L);
    }

    private void Evaluate()
    {
        TestQuestion[] questions = [.. Enumerable.Range(0, QuestionCount).Select(TestQuestion)];
        Write(Path.Combine(Root, "test", "questions.jsonl"), questions);
        foreach (Examinee who in Examinee.OfTheTest)
        {
            Write(Folder.Scores(who), questions.Select(question => Score(question, Right(who, question))));
        }

        if (HasMeasures)
        {
            IEnumerable<Score> scores = Examinee.OfTheTest.SelectMany(who => JsonLines.Read<Score>(Folder.Scores(who)));
            ILookup<string, Score> byQuestion = scores.ToLookup(score => score.QuestionId);
            Write(
                Folder.Judgements,
                questions.SelectMany(asked => byQuestion[asked.Id].Select(said => Judge(asked, said)))
                .DistinctBy(row => row.Id));
        }

        Enter(Stage.Evaluate, 3 * QuestionCount, 3 * QuestionCount, QuestionCount * 0.03, 3 * QuestionCount);
    }

    // How likely an answer is right.
    private static double Right(Examinee who, TestQuestion question)
    {
        bool bar = question.Slice == "bar", difference = question.Kind == "difference";
        return who == Examinee.Teacher ? (difference ? 0.72 : 0.96)
            : who == Examinee.Before ? (bar ? 0.86 : 0.33)
            : (bar ? 0.78 : 0.85) - (difference ? 0.35 : 0);
    }

    private static Judgement Judge(TestQuestion question, Score score) => new()
    {
        Id = $"{question.Id}:{score.Text}",
        QuestionId = question.Id,
        Text = score.Text,
        Same = score.Text.StartsWith(question.Answers[0], StringComparison.Ordinal),
        Reply = "yes",
        Key = "key",
        PromptTokens = 40,
        ReplyTokens = 1,
        Seconds = 0.01,
    };

    private TestQuestion TestQuestion(int i)
    {
        string kind = Kinds[i % 3], ask = Asks[i / 3 % Asks.Length];
        string image = $"{kind}-{i / 3}.png";
        File.WriteAllBytes(Path.Combine(Root, "test", image), Charts.Value[i % Charts.Value.Length]);
        string question = OddText ?? Question(ask);
        return new TestQuestion(
            Id: $"q{i:0000}",
            Image: image,
            Question: question,
            Answers: [OddText ?? Answer(question)],
            Slice: OddText ?? kind,
            Kind: ask);
    }

    private Score Score(TestQuestion question, double right)
    {
        bool isRight = Chance(right);
        string text = isRight ? question.Answers[0] : OddText ?? Answer(question.Question) + "0";
        double contains = text.Contains(question.Answers[0], StringComparison.Ordinal) ? 1 : 0;
        return new Score
        {
            QuestionId = question.Id,
            ImageId = question.Image,
            Text = text,
            Metric = "exact",
            Value = isRight ? 1 : 0,
            Key = "key",
            PromptTokens = 37,
            ReplyTokens = 3,
            Seconds = 0.01,
            Also = HasMeasures ? new Dictionary<string, double> { ["contains"] = contains } : null,
        };
    }

    private string Question(string ask) => (Names[_random.Below(6)], Names[_random.Below(6)]) switch
    {
        var (name, _) when ask == "value" => $"What is the value of the {name} bar?",
        _ when ask is "highest" or "lowest" or "first" => $"Which colour is {ask}?",
        _ when ask == "count" => "How many series are there?",
        var (name, other) => $"What is the difference between the {name} and the {other} bar?",
    };

    private string Answer(string question) =>
        question.StartsWith("Which", StringComparison.Ordinal) ? Names[_random.Below(6)] : $"{1 + _random.Below(9)}";

    // Sixty charts serve all images, bar, hbar and dot one after the other.
    private static byte[][] DrawCharts()
    {
        SplitMix64 random = new(1);
        int[] Values() => [.. Enumerable.Range(0, 3 + random.Below(4)).Select(_ => 1 + random.Below(9))];
        return [.. Enumerable.Range(0, 60).Select(i => ChartPng.Draw(Kinds[i % 3], Values()))];
    }

    private bool Chance(double share) => _random.Below(1_000_000) < share * 1_000_000;

    private void Enter(Stage stage, long entered, long passed, double seconds, long replies, long tokens = 0) =>
        _stages[stage] = new StageEntry(
            In: entered,
            Out: new Dictionary<string, long> { ["out"] = passed },
            Rejected: new Dictionary<string, long> { ["dropped"] = entered - passed },
            Failed: new Dictionary<string, long>(),
            PromptTokens: tokens + (replies * 41),
            ReplyTokens: replies * 9,
            Seconds: seconds,
            Finished: new DateTimeOffset(2025, 11, 23, 17, 5, Stage.All.ToList().IndexOf(stage), TimeSpan.Zero),
            Key: "key");

    private void WriteManifest()
    {
        EvaluateOptions test = new() { Questions = Path.Combine(Root, "test"), Also = HasMeasures ? ["contains"] : [] };
        Recipe recipe = new()
        {
            Task = VqaTask.Named("demo"),
            Images = Path.Combine(Root, "charts"),
            Teacher = ModelReference.Of("/models/demo-teacher"),
            Student = ModelReference.Of("/models/demo-student"),
            Output = Folder.Root,
            Seed = 7,
            Evaluate = HasTest ? test : null,
            Judge = HasMeasures ? new JudgeOptions { Model = ModelReference.Of("/models/demo-judge") } : null,
        };
        Dictionary<string, string> models = new()
        {
            ["teacher"] = "5d1f09c2a7e4b318",
            ["student"] = "c07b6e11d94f2a5e",
            ["leveled"] = "88e2d3f0716a4bc9",
        };
        Dictionary<string, string> environment = new()
        {
            ["system"] = "Debian GNU/Linux 12, x64",
            ["processors"] = "2",
            [".NET"] = "10.0.0",
            ["libtorch"] = "2.10.0",
        };
        Manifest manifest = new("0.1.0", recipe, models, environment, _stages);
        File.WriteAllText(Folder.Manifest, JsonSerializer.Serialize(manifest, MpaJson.Indented));
    }

    private static void Write<T>(string path, IEnumerable<T> rows) =>
        File.WriteAllText(path, string.Concat(rows.Select(row => JsonSerializer.Serialize(row, MpaJson.Line) + "\n")));
}
