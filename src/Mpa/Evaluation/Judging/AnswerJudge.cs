using Mpa.Asking;
using Mpa.Files;
using Mpa.Models;
using Mpa.Replies;
using Mpa.Runs;

namespace Mpa.Evaluation.Judging;

/// <summary>Puts every answer to the test before the judge; rows are kept and resumed as those of any model.</summary>
internal static class AnswerJudge
{
    /// <summary>Judges each distinct answer to each question once.</summary>
    public static async Task<IReadOnlyList<Judgement>> RunAsync(
        RunSession run,
        Stage stage,
        IReadOnlyList<TestQuestion> questions,
        IEnumerable<Score> answers,
        CancellationToken cancellation)
    {
        Inquiry<Judgement> inquiry = Inquire(run, questions, answers);
        await new AskedRows<Judgement>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Rows, inquiry.Asks.Count, ModelRole.Judge.Name()),
            cancellation);
        return JsonLines.Read<Judgement>(run.Folder.Judgements);
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
            Planned = () => all.Select((one, index) => new Ask(IdOf(one), index)),
            KeyOf = ask => keys.Of(PromptOf(all[ask.Item]), sampling),
            Request = ask => new ModelRequest([], PromptOf(all[ask.Item]), sampling),
            ToRow = (ask, key, reply) => Row(ask.Id, all[ask.Item], key, reply),
            BatchSize = options.BatchSize,
            Finish = rows => rows.Select(Read),
        };
    }

    private static string IdOf((TestQuestion Question, string Text) one) =>
        $"{one.Question.Id}:{ContentKey.Of(one.Text)[..16]}";

    private static string PromptOf((TestQuestion Question, string Text) one) =>
        JudgePrompt.Of(one.Question, one.Text);

    /// <summary>Reads the reply again, whatever an earlier version made of it.</summary>
    private static Judgement Read(Judgement row)
    {
        ReadReply? read = row.Error is null ? ReplyReader.Read(row.Reply, ModelRole.Judge) : null;
        return row with { Same = read is null ? null : JudgePrompt.Read(read.Text) };
    }

    private static Judgement Row(
        string id, (TestQuestion Question, string Text) one, string key, ModelReply reply)
    {
        ReadReply read = ReplyReader.Read(reply, ModelRole.Judge);
        return new Judgement
        {
            Id = id,
            QuestionId = one.Question.Id,
            Text = one.Text,
            Reply = read.Words,
            Error = read.WhyUnanswered,
            Key = key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
            ThoughtTokens = reply.ThoughtTokens,
            Thoughts = read.Thoughts,
        };
    }
}
