using Mpa.Tasks;

namespace Mpa.DemoWorld;

/// <summary>Turns a chart into a conversation to pretrain on.</summary>
public static class ConversationBuilder
{
    /// <summary>Questions a conversation; no two ask the same thing.</summary>
    private const int QuestionTurns = 4;

    /// <summary>
    /// Share of <see cref="QuestionKind.Value"/> among the questions; the other kinds share the rest evenly. Values are
    /// learned last.
    /// </summary>
    private const double ValueShare = 0.5;

    /// <summary>Share of conversations that start with an annotation turn.</summary>
    private const double AnnotationShare = 0.35;

    /// <summary>Share of conversations that end with a caption turn.</summary>
    private const double CaptionShare = 0.8;

    private static readonly QuestionKind[] Others = [.. QuestionWriter.Kinds.Where(kind => kind != QuestionKind.Value)];

    /// <summary>Sometimes an annotation turn, then questions, then usually a caption.</summary>
    internal static PretrainingExample Build(ChartSample sample, WorldRandom random)
    {
        Chart chart = sample.Chart;
        List<(string User, string Assistant)> turns = [];
        if (random.Chance(AnnotationShare))
        {
            turns.Add((DemoPrompts.Annotate, DemoPrompts.Annotation(Annotation(chart, random))));
        }

        turns.AddRange(Questions(chart, random).Select(one => (DemoPrompts.Ask(one.Question), one.Answer)));
        if (random.Chance(CaptionShare))
        {
            turns.Add((DemoPrompts.Describe, DemoPrompts.Caption(chart)));
        }

        return new PretrainingExample(sample.Image, turns);
    }

    /// <summary>
    /// The texts of a conversation as SmolVLM's chat form joins them, to train a tokenizer on: the role, then the text,
    /// with a space between except where the image stands between.
    /// </summary>
    public static IEnumerable<string> Lines(PretrainingExample example)
    {
        yield return "User:";
        for (int turn = 0; turn < example.Turns.Count; turn++)
        {
            (string user, string assistant) = example.Turns[turn];
            yield return turn == 0 ? user : $"User: {user}";
            yield return $"Assistant: {assistant}";
        }
    }

    /// <summary>
    /// A question of any kind that has an answer, each kind as likely, so that the teacher's own questions are diverse.
    /// </summary>
    private static ChartQuestion Annotation(Chart chart, WorldRandom random)
    {
        QuestionKind[] kinds = [.. QuestionWriter.Kinds.Where(kind => QuestionWriter.CanAsk(chart, kind))];
        return QuestionWriter.Ask(chart, random.Pick(kinds), random);
    }

    private static List<ChartQuestion> Questions(Chart chart, WorldRandom random)
    {
        List<ChartQuestion> questions = [];
        HashSet<(QuestionKind, string?)> asked = [];
        while (questions.Count < QuestionTurns)
        {
            QuestionKind kind = random.Chance(ValueShare) ? QuestionKind.Value : random.Pick(Others);
            if (QuestionWriter.CanAsk(chart, kind))
            {
                ChartQuestion question = QuestionWriter.Ask(chart, kind, random);
                if (asked.Add((kind, question.Color)))
                {
                    questions.Add(question);
                }
            }
        }

        return questions;
    }
}

/// <summary>
/// What the bundled models are asked in pretraining: the very words that the pipeline asks them in the demo.
/// </summary>
internal static class DemoPrompts
{
    private static readonly VqaTask Task = VqaTask.Named("demo");

    /// <summary>The demo task's annotation prompt.</summary>
    public static string Annotate => Task.Ask[0].Prompt;

    /// <summary>Asks for a caption.</summary>
    public const string Describe = "Describe this chart.";

    /// <summary>A question as every stage asks it.</summary>
    public static string Ask(string question) => Task.AnswerPrompt(question);

    /// <summary>The reply to <see cref="Annotate"/>.</summary>
    public static string Annotation(ChartQuestion question) =>
        $"Question: {question.Question}\nAnswer: {question.Answer}";

    /// <summary>The reply to <see cref="Describe"/>: "red 4, blue 7, green 2."</summary>
    public static string Caption(Chart chart) => chart.Contents + ".";
}
