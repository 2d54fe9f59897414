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
        string fingerprint = run.Fingerprint(options.Model);
        SamplingOptions sampling = new(options.MaxNewTokens);
        ILookup<string, string> texts = answers
            .Where(answer => answer.Error is null)
            .ToLookup(answer => answer.QuestionId, answer => answer.Text);
        return new Inquiry<Judgement>
        {
            Model = options.Model,
            Role = ModelRole.Judge,
            File = folder => folder.Judgements,
            Asks =
            [
                .. questions.SelectMany(question => texts[question.Id]
                    .Distinct(StringComparer.Ordinal)
                    .Select(text => AskAbout(question, text, fingerprint, sampling))),
            ],
            BatchSize = options.BatchSize,
            Finish = rows => [.. rows.Select(Read)],
        };
    }

    private static Ask<Judgement> AskAbout(
        TestQuestion question, string text, string fingerprint, SamplingOptions sampling)
    {
        string prompt = JudgePrompt.Of(question, text);
        string key = ContentKey.OfReply("", prompt, fingerprint, sampling);
        string id = $"{question.Id}:{ContentKey.Of(text)[..16]}";
        return new Ask<Judgement>(
            id, key, new ModelRequest([], prompt, sampling), reply => Row(id, question.Id, text, key, reply));
    }

    /// <summary>Reads the reply again, whatever an earlier version made of it.</summary>
    private static Judgement Read(Judgement row)
    {
        ReadReply? read = row.Error is null ? ReplyReader.Read(row.Reply, ModelRole.Judge) : null;
        return row with { Same = read is null ? null : JudgePrompt.Read(read.Text) };
    }

    private static Judgement Row(string id, string questionId, string text, string key, ModelReply reply)
    {
        return new Judgement
        {
            Id = id,
            QuestionId = questionId,
            Text = text,
            Reply = reply.Text,
            Error = ReplyReader.Read(reply, ModelRole.Judge).WhyUnanswered,
            Key = key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
        };
    }
}
