using Mpa.Recipes;

namespace Mpa.Annotation;

/// <summary>
/// Which images the teacher is asked about: those that a rule lets pass and a small model finds worth it.
/// </summary>
public sealed record FilterOptions
{
    /// <summary>Shown each image and asked the question; null goes by the rule alone.</summary>
    [TextAlone]
    public ModelReference? Model { get; init; }

    /// <summary>What the model is asked; an image is left out when the reply is no.</summary>
    [AnyValue("words of the user's own")]
    public string Question { get; init; } =
        "Does this picture show something that a question can be asked about? Reply with one word, yes or no.";

    /// <summary>
    /// Images whose shorter side has fewer pixels are left out, an item of several when all of them have; no model is
    /// asked about them.
    /// </summary>
    [AtLeast(0)]
    public int MinSide { get; init; }

    /// <summary>Images put to the model at a time.</summary>
    [Between(1, 1024)]
    public int BatchSize { get; init; } = 16;

    /// <summary>The model's reply is cut after this many tokens; it is asked for one word.</summary>
    [Between(1, 32768)]
    public int MaxNewTokens { get; init; } = 16;
}
