namespace Mpa.DemoWorld;

/// <summary>Turns a chart into a conversation to pretrain on.</summary>
public static class ConversationBuilder
{
    private static readonly QuestionKind[] Others = [.. QuestionWriter.Kinds.Where(kind => kind != QuestionKind.Value)];

    /// <summary>Sometimes an annotation turn, then questions, then usually a caption.</summary>
    public static PretrainingExample Build(ChartSample sample, WorldRandom random, ConversationOptions options)
    {
        Chart chart = sample.Chart;
        List<(string User, string Assistant)> turns = [];
        if (random.Chance(options.AnnotationShare))
        {
            turns.Add((DemoPrompts.Annotate, DemoPrompts.Annotation(Annotation(chart, random))));
        }

        turns.AddRange(Questions(chart, random, options).Select(question => (DemoPrompts.Ask(question.Question), question.Answer)));
        if (random.Chance(options.CaptionShare))
        {
            turns.Add((DemoPrompts.Describe, DemoPrompts.Caption(chart)));
        }

        return new PretrainingExample(sample.Image, turns);
    }

    /// <summary>
    /// The texts of a conversation as SmolVLM's chat form joins them, to train a tokenizer on: the role, then the text, with a
    /// space between except where the image stands between.
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

    /// <summary>A question of any kind that has an answer, each kind as likely, so that the teacher's own questions are diverse.</summary>
    private static ChartQuestion Annotation(Chart chart, WorldRandom random) =>
        QuestionWriter.Ask(chart, random.Pick([.. QuestionWriter.Kinds.Where(kind => QuestionWriter.CanAsk(chart, kind))]), random);

    private static List<ChartQuestion> Questions(Chart chart, WorldRandom random, ConversationOptions options)
    {
        int most = chart.Series.Count + SeriesColors.Names.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.QuestionTurns, most);
        List<ChartQuestion> questions = [];
        HashSet<(QuestionKind, string?)> asked = [];
        while (questions.Count < options.QuestionTurns)
        {
            QuestionKind kind = random.Chance(options.ValueShare) ? QuestionKind.Value : random.Pick(Others);
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
