using Mpa.Images;
using Mpa.Models;
using Mpa.Tasks;

namespace Mpa.Annotation;

/// <summary>What a task asks the teacher about an image, request by request.</summary>
/// <param name="task">The run's.</param>
/// <param name="perImage">Pairs that the teacher writes about an image for which no question is given.</param>
internal sealed class TaskAsks(VqaTask task, int perImage)
{
    private readonly AnswerForm _answer = AnswerForm.Of(task);
    private readonly KindMix _kinds = new(task.Ask);
    private readonly Dictionary<AskPrompt, TaskAsk> _written = Written(task);

    /// <summary>How many requests an image comes to.</summary>
    public int Count(ImageItem image) => Given(image) is { Count: > 0 } given ? given.Count : perImage;

    /// <summary>The so-many-th request about an image, from 0.</summary>
    public TaskAsk Of(ImageItem image, int number)
    {
        if (Given(image) is { Count: > 0 } given)
        {
            string question = given[number];
            return new TaskAsk(task.AnswerPrompt(question), _answer, null) { Given = question };
        }

        return _written[_kinds.At(image.Sha256, number)];
    }

    private static Dictionary<AskPrompt, TaskAsk> Written(VqaTask task)
    {
        AnswerForm answer = AnswerForm.Of(task);
        ReplyForm pair = PairForm.Of(answer);
        return task.Ask.ToDictionary<AskPrompt, AskPrompt, TaskAsk>(
            ask => ask,
            ask => new TaskAsk(TaskPrompts.Ask(task, ask), answer, pair) { Kind = ask.Kind },
            ReferenceEqualityComparer.Instance);
    }

    private IReadOnlyList<string> Given(ImageItem image) =>
        image.Questions is { } own ? [.. own, .. task.Questions] : task.Questions;
}

/// <summary>One request for a pair.</summary>
/// <param name="Prompt">The user's text.</param>
/// <param name="Answer">What an answer is.</param>
/// <param name="Form">The form in which the reply is wanted; null takes any text.</param>
internal sealed record TaskAsk(string Prompt, AnswerForm Answer, ReplyForm? Form)
{
    /// <summary>The kind of question that is asked for; null without kinds.</summary>
    public string? Kind { get; init; }

    /// <summary>The user's own question; null where the teacher writes it.</summary>
    public string? Given { get; init; }
}
