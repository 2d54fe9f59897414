using Mpa.Asking;
using Mpa.Files;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Evaluation.Judging;

/// <summary>Puts every answer to the test before the judge; rows are kept and resumed as those of any model.</summary>
internal static class AnswerJudge
{
    /// <summary>Judges each distinct answer to each question once.</summary>
    public static Task<IReadOnlyList<Judgement>> RunAsync(
        RunSession run,
        Stage stage,
        IReadOnlyList<TestQuestion> questions,
        IEnumerable<Score> answers,
        CancellationToken cancellation)
    {
        Inquiry<Judgement> inquiry = Inquire(run, questions, answers);
        return new AskedRows<Judgement>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Count, inquiry.Asks.Count, ModelRole.Judge.Name()),
            cancellation);
    }

    /// <summary>
    /// Every request to the judge, in the order of the questions. An answer that is missing is wrong without a judge.
    /// </summary>
    public static Inquiry<Judgement> Inquire(
        RunSession run, IReadOnlyList<TestQuestion> questions, IEnumerable<Score> answers)
    {
        JudgeOptions options = run.Recipe.Judge!;
        ReplyKeys keys = ReplyKeys.Of(run, options.Model);
        SamplingOptions sampling = new(options.MaxNewTokens);
        ILookup<string, string> texts = answers
            .Where(answer => answer.Error is null)
            .ToLookup(answer => answer.QuestionId, answer => answer.Text);
        (TestQuestion Question, string Text)[] all =
        [
            .. questions.SelectMany(
                question => texts[question.Id].Distinct(StringComparer.Ordinal), (question, text) => (question, text)),
        ];
        return new Inquiry<Judgement>
        {
            Model = options.Model,
            Role = ModelRole.Judge,
            File = folder => folder.Judgements,
            Asks = [.. all.Select((one, index) => new Ask(IdOf(one), keys.Of(PromptOf(one), sampling), index))],
            Request = ask => new ModelRequest([], PromptOf(all[ask.Item]), sampling),
            ToRow = (ask, reply) => Row(ask, all[ask.Item].Question.Id, all[ask.Item].Text, reply),
            BatchSize = options.BatchSize,
            Finish = rows => [.. rows.Select(row => row with { Same = JudgePrompt.Read(row.Reply) })],
        };
    }

    private static string IdOf((TestQuestion Question, string Text) one) =>
        $"{one.Question.Id}:{ContentKey.Of(one.Text)[..16]}";

    private static string PromptOf((TestQuestion Question, string Text) one) =>
        JudgePrompt.Of(one.Question, one.Text);

    private static Judgement Row(Ask ask, string questionId, string text, ModelReply reply)
    {
        string? error = reply.WhyUnanswered;
        return new Judgement
        {
            Id = ask.Id,
            QuestionId = questionId,
            Text = text,
            Reply = error is null ? reply.Text : "",
            Error = error,
            Key = ask.Key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
        };
    }
}
