using Mpa.Files;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Evaluation.Judging;

/// <summary>Puts every answer to the test before the judge; rows are kept and resumed as those of any model.</summary>
internal sealed class AnswerJudge(RunSession session, JudgeOptions options)
{
    /// <summary>Judges each distinct answer to each question once.</summary>
    public async Task<IReadOnlyList<Judgement>> RunAsync(
        IReadOnlyList<TestQuestion> questions, IEnumerable<Score> answers, CancellationToken cancellation)
    {
        IReadOnlyList<Ask<Judgement>> plan = Plan(session, options, questions, answers);
        AskedRows<Judgement> file = new(
            session.Folder.Judgements,
            Identity,
            rows => [.. rows.Select(row => row with { Same = JudgePrompt.Read(row.Reply) })],
            session.BooksOf(options.Model, Stage.Evaluate));
        return await file.CompleteAsync(
            plan,
            () => session.Open(options.Model),
            options.BatchSize,
            done => session.Report(Stage.Evaluate, done.Count, plan.Count, "judge"),
            cancellation);
    }

    /// <summary>Every request to the judge, in the order of the questions. An answer that is missing is wrong without a judge.</summary>
    public static IReadOnlyList<Ask<Judgement>> Plan(
        RunSession session, JudgeOptions options, IReadOnlyList<TestQuestion> questions, IEnumerable<Score> answers)
    {
        string fingerprint = session.Fingerprint(options.Model);
        SamplingOptions sampling = new(options.MaxNewTokens);
        ILookup<string, string> texts = answers.Where(answer => answer.Error is null).ToLookup(answer => answer.QuestionId, answer => answer.Text);
        return
        [
            .. questions.SelectMany(question => texts[question.Id].Distinct(StringComparer.Ordinal)
                .Select(text => PlanAnswer(question, text, fingerprint, sampling))),
        ];
    }

    /// <summary>A row's id and content key.</summary>
    public static (string Id, string Key) Identity(Judgement row) => (row.Id, row.Key);

    private static Ask<Judgement> PlanAnswer(TestQuestion question, string text, string fingerprint, SamplingOptions sampling)
    {
        string prompt = JudgePrompt.Of(question, text);
        string key = ContentKey.OfReply("", prompt, fingerprint, sampling);
        string id = $"{question.Id}:{ContentKey.Of(text)[..16]}";
        return new Ask<Judgement>(id, key, new ModelRequest([], prompt, sampling), reply => Row(id, question.Id, text, key, reply));
    }

    private static Judgement Row(string id, string questionId, string text, string key, ModelReply reply)
    {
        string? error = reply.WhyUnanswered;
        return new Judgement(
            id, questionId, text, null, error is null ? reply.Text : "", error, key, reply.PromptTokens, reply.ReplyTokens, reply.Seconds);
    }
}
