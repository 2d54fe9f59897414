using Mpa.Asking;
using Mpa.Files;
using Mpa.Models;
using Mpa.Replies;
using Mpa.Runs;

namespace Mpa.Evaluation.Judging;

/// <summary>One answer to be judged.</summary>
/// <param name="QuestionId">Of the test's question, or of the pair.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Accepted">The right answers.</param>
/// <param name="Text">The given one.</param>
internal sealed record JudgedText(string QuestionId, string Question, IReadOnlyList<string> Accepted, string Text)
{
    /// <summary>Equal answers to one question are one.</summary>
    public string Id => $"{QuestionId}:{ContentKey.Of(Text)[..16]}";
}

/// <summary>Puts answers before a judge; rows are kept and resumed as those of any model.</summary>
internal static class AnswerJudge
{
    /// <summary>
    /// The answers to a test, each distinct one to a question once; one that is missing needs no judge.
    /// </summary>
    public static IEnumerable<JudgedText> OfTest(IReadOnlyList<TestQuestion> questions, IEnumerable<Score> answers)
    {
        ILookup<string, string> texts = answers
            .Where(answer => answer.Error is null)
            .ToLookup(answer => answer.QuestionId, answer => answer.Text);
        return questions.SelectMany(
            question => texts[question.Id].Distinct(StringComparer.Ordinal),
            (question, text) => new JudgedText(question.Id, question.Question, question.Answers, text));
    }

    /// <summary>Has each answer judged.</summary>
    public static async Task<AskedTally> RunAsync(
        RunSession run, Stage stage, Inquiry<Judgement> inquiry, CancellationToken cancellation) =>
        await new AskedRows<Judgement>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Rows, inquiry.Asks.Count, ModelRole.Judge.Name()),
            cancellation);

    /// <summary>Every request to the judge, in the order of the answers.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">Who judges.</param>
    /// <param name="file">Where the rows go, in a run folder.</param>
    /// <param name="answers">Each once.</param>
    public static Inquiry<Judgement> Inquire(
        RunSession run, JudgeOptions options, Func<RunFolder, string> file, IEnumerable<JudgedText> answers)
    {
        ReplyKeys keys = ReplyKeys.Of(run, options.Model);
        SamplingOptions sampling = new(options.MaxNewTokens);
        JudgedText[] all = [.. answers];
        return new Inquiry<Judgement>
        {
            Model = options.Model,
            Role = ModelRole.Judge,
            File = file,
            Planned = () => all.Select((one, index) => new Ask(one.Id, index)),
            KeyOf = ask => keys.Of(JudgePrompt.Of(all[ask.Item]), sampling),
            Request = ask => new ModelRequest([], JudgePrompt.Of(all[ask.Item]), sampling),
            ToRow = (ask, key, reply) => Row(all[ask.Item], key, reply),
            BatchSize = options.BatchSize,
            Finish = rows => rows.Select(Read),
        };
    }

    /// <summary>Changes with whoever judges and with what it is asked.</summary>
    public static string Key(RunSession run, JudgeOptions? judge) => judge is null
        ? "none"
        : ContentKey.Of(
            JudgePrompt.Of(new JudgedText("", "", [], "")), judge with { BatchSize = 0 }, run.Fingerprint(judge.Model));

    /// <summary>Reads the reply again, whatever an earlier version made of it.</summary>
    private static Judgement Read(Judgement row)
    {
        ReadReply? read = row.Error is null ? ReplyReader.Read(row.Reply, ModelRole.Judge) : null;
        return row with { Same = read is null ? null : JudgePrompt.Read(read.Text) };
    }

    private static Judgement Row(JudgedText one, string key, ModelReply reply)
    {
        ReadReply read = ReplyReader.Read(reply, ModelRole.Judge);
        return new Judgement
        {
            Id = one.Id,
            QuestionId = one.QuestionId,
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
