using Mpa.Asking;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Replies;
using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>One model that takes one labeled test.</summary>
/// <param name="Who">Whose scores these are.</param>
/// <param name="Model">Who is asked.</param>
/// <param name="Questions">Path of the test.</param>
internal sealed record Examination(Examinee Who, ModelReference Model, string Questions)
{
    /// <summary>What a recipe examines, in order.</summary>
    /// <param name="run">The run.</param>
    /// <param name="leveled">
    /// Whether there is (or will be) a leveled student: there is none when nothing was kept to level with.
    /// </param>
    public static IReadOnlyList<Examination> Of(RunSession run, bool leveled)
    {
        EvaluateOptions options = run.Recipe.Evaluate!;
        List<Examination> all = [new(Examinee.Before, run.Recipe.Student, options.Questions)];
        Add(leveled, Examinee.After, run.Leveled, options.Questions);
        Add(options.Teacher, Examinee.Teacher, run.Recipe.Teacher, options.Questions);
        Add(true, Examinee.ForgettingBefore, run.Recipe.Student, options.Forgetting);
        Add(leveled, Examinee.ForgettingAfter, run.Leveled, options.Forgetting);
        return all;

        void Add(bool wanted, Examinee who, ModelReference model, string? questions)
        {
            if (wanted && questions is not null)
            {
                all.Add(new Examination(who, model, questions));
            }
        }
    }
}

/// <summary>Puts a labeled test to models.</summary>
internal sealed class Examiner(RunSession run, TestSplit split)
{
    private readonly AnswerScoring _scoring = AnswerScoring.Of(run);
    private readonly TestPictures _pictures = new(run, split);

    /// <summary>Asks one model what is unasked, and scores its answers.</summary>
    public async Task<IReadOnlyList<Score>> RunAsync(
        Stage stage, Examination one, string summary, CancellationToken cancellation)
    {
        await new AskedRows<Score>(run, Inquire(one)).CompleteAsync(
            stage, done => run.Report(stage, done.Rows, split.Questions.Count, summary), cancellation);
        return JsonLines.Read<Score>(run.Folder.Scores(one.Who));
    }

    /// <summary>What would still be asked of one model.</summary>
    /// <param name="one">Which.</param>
    /// <param name="isLeveled">
    /// Whether the student is leveled already; before, nothing is known of the leveled one.
    /// </param>
    /// <param name="each">What a request comes to.</param>
    public ModelPlan Plan(Examination one, bool isLeveled, RequestShape each)
    {
        if (one.Who.Role != ModelRole.Leveled || isLeveled)
        {
            return new AskedRows<Score>(run, Inquire(one)).Plan(split.Questions.Count, atMost: false, each);
        }

        // The student's own rows tell how long the leveled one will take.
        IReadOnlyList<Score> before = JsonLines.Read<Score>(
            run.Folder.Scores(one.Who with { Role = ModelRole.Student }));
        return new ModelPlan(one.Who.Role, one.Model, split.Questions.Count, 0, AtMost: true)
        {
            Each = each,
            SecondsSoFar = before.Count == 0 ? null : before.Average(row => row.Seconds),
        };
    }

    /// <summary>
    /// Every request to one model, in the order of the test. Other runs' rows are looked for under every name: one's
    /// leveled student may be another's student.
    /// </summary>
    private Inquiry<Score> Inquire(Examination one)
    {
        IReadOnlyList<TestQuestion> questions = split.Questions;
        Dictionary<string, TestQuestion> byId = questions.ToDictionary(question => question.Id);
        SamplingOptions sampling = new(run.Recipe.Evaluate!.MaxNewTokens);
        ReplyKeys keys = ReplyKeys.Of(run, one.Model);
        return new Inquiry<Score>
        {
            Model = one.Model,
            Role = one.Who.Role,
            File = folder => folder.Scores(one.Who),
            FilesElsewhere = folder => Examinee.All.Select(folder.Scores),
            Planned = () => questions.Select((question, index) => new Ask(question.Id, index)),
            KeyOf = ask =>
            {
                TestQuestion question = questions[ask.Item];
                KeyedItem item = _pictures.Keyed(question, one.Model);
                return keys.Of(item, run.Task.AnswerPrompt(question.Question), sampling);
            },
            Request = ask =>
            {
                TestQuestion question = questions[ask.Item];
                string prompt = run.Task.AnswerPrompt(question.Question);
                return new ModelRequest(_pictures.Shown(question, one.Model), prompt, sampling);
            },
            ToRow = (ask, key, reply) => Row(questions[ask.Item], key, one.Who.Role, reply),
            BatchSize = run.Recipe.Evaluate.BatchSize,
            Finish = rows => rows.Select(row => _scoring.Score(Read(row, one.Who.Role), byId[row.QuestionId])),
        };
    }

    /// <summary>Reads the reply again, whatever an earlier version made of it.</summary>
    private static Score Read(Score row, ModelRole role)
    {
        ReadReply? read = row.Error is null ? ReplyReader.Read(row.RawReply ?? row.Text, role) : null;
        return read is null
            ? row
            : row with
            {
                Text = read.Text,
                Error = read.WhyUnanswered,
                RawReply = read.Raw,
                Thoughts = row.Thoughts ?? read.Thoughts,
            };
    }

    private static Score Row(TestQuestion question, string key, ModelRole role, ModelReply reply)
    {
        ReadReply read = ReplyReader.Read(reply, role);
        return new Score
        {
            QuestionId = question.Id,
            ImageId = question.Image,
            Text = read.Text,
            Error = read.WhyUnanswered,
            RawReply = read.Raw,
            Metric = "",
            Value = 0,
            Key = key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
            ThoughtTokens = reply.ThoughtTokens,
            Thoughts = read.Thoughts,
        };
    }
}

/// <summary>
/// Scores answers by the run's metric and by those asked for beside it. All of it follows from the answers, so another
/// metric needs no request.
/// </summary>
/// <param name="metric">The metric that decides.</param>
/// <param name="also">Further metrics.</param>
internal sealed class AnswerScoring(AnswerMetric metric, IReadOnlyList<AnswerMetric> also)
{
    private readonly AnswerMetric[] _also =
        [.. also.Where(other => other.Name != metric.Name).DistinctBy(other => other.Name)];

    /// <summary>As a run's recipe has it.</summary>
    public static AnswerScoring Of(RunSession run) => new(
        run.Task.Comparing(run.Recipe.Evaluate!.Metric ?? run.Task.MetricName),
        [.. run.Recipe.Evaluate.Also.Select(run.Task.Comparing)]);

    /// <summary>Names and versions of the metrics, for keys.</summary>
    public IEnumerable<string> Versions => _also.Prepend(metric).Select(each => $"{each.Name} {each.Version}");

    /// <summary>The row with its scores; an unanswered question scores 0.</summary>
    public Score Score(Score row, TestQuestion question) => row with
    {
        Metric = metric.Name,
        Value = Value(metric, row, question),
        Also = _also.Length == 0 ? null : _also.ToDictionary(each => each.Name, each => Value(each, row, question)),
    };

    private static double Value(AnswerMetric by, Score row, TestQuestion question) =>
        row.Error is null && row.Text.Length > 0 ? by.Score(row.Text, question.Answers) : 0;
}
