namespace Mpa.DemoWorld;

/// <summary>What a pretraining conversation is made of. Shares are probabilities, 0 to 1.</summary>
public sealed record ConversationOptions
{
    /// <summary>Question turns a conversation; no two ask the same thing.</summary>
    public int QuestionTurns { get; init; } = 4;

    /// <summary>Share of <see cref="QuestionKind.Value"/> among the questions; the other kinds share the rest evenly. They are learned last.</summary>
    public double ValueShare { get; init; } = 0.5;

    /// <summary>Share of conversations that start with an annotation turn.</summary>
    public double AnnotationShare { get; init; } = 0.35;

    /// <summary>Share of conversations that end with a caption turn.</summary>
    public double CaptionShare { get; init; } = 0.8;
}
