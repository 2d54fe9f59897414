namespace Mpa.Runs;

/// <summary>How far a stage is, for the person who watches.</summary>
/// <param name="Stage">The stage under way.</param>
/// <param name="Done">Items done, those of earlier sessions included.</param>
/// <param name="Total">Items in all.</param>
/// <param name="Unit">"images", "pairs", "steps", "answers".</param>
/// <param name="Summary">One line that tells the outcome so far, such as "812 pairs · 31 unreadable".</param>
/// <param name="Complete">True once, at the stage's end.</param>
/// <param name="Earlier">True for a stage that an earlier session completed: nothing was done now.</param>
public sealed record StageProgress(Stage Stage, long Done, long Total, string Unit, string Summary, bool Complete = false, bool Earlier = false)
{
    /// <summary>Lines to be shown once, such as what a training trains.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
