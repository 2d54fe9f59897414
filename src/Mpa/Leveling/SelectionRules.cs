using Mpa.Parity;

namespace Mpa.Leveling;

/// <summary>The rules that a recipe can name at <c>level.select</c>. Pure functions of a pair's verdict.</summary>
public static class SelectionRules
{
    /// <summary>
    /// The method's own rule (the paper's section 3: keep what the teacher repeats and the student misses).
    /// </summary>
    public const string Parity = "parity";

    /// <summary>No PI at all.</summary>
    public const string Everything = "all";

    /// <summary>As many pairs as the parity rule keeps, drawn from all.</summary>
    public const string Random = "random";

    /// <summary>Labels of people about the same images: the paper's comparison.</summary>
    public const string Human = "human";

    /// <summary>Nothing: the student as it is.</summary>
    public const string Nothing = "none";

    /// <summary>All of them, the method's own first.</summary>
    public static IReadOnlyList<SelectionRule> All { get; } =
    [
        new(Parity, "pairs that the teacher repeats and the student misses", verdict => verdict is Verdict.Kept),
        new(Everything, "every pseudo pair, without PI", _ => true),
        new(Random, "as many pseudo pairs as the parity rule keeps, drawn at random", _ => true),
        new(
            "teacher-consistent",
            "pairs that the teacher repeats, whatever the student says",
            verdict => verdict is Verdict.Kept or Verdict.KnownToBoth or Verdict.Disputed),
        new(
            "student-wrong",
            "pairs that the student misses, whatever the teacher says",
            verdict => verdict is Verdict.Kept or Verdict.MissedByBoth or Verdict.Disputed),
        new(Human, "labels of people about the same images", _ => false),
        new(Nothing, "nothing: the student as it is", _ => false),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(rule => rule.Name)];

    /// <summary>The rule of that name.</summary>
    /// <exception cref="MpaException">No such rule; the message names the nearest.</exception>
    public static SelectionRule Named(string name) =>
        All.FirstOrDefault(rule => rule.Name == name) ?? throw Unknown(name);

    private static MpaException Unknown(string name)
    {
        string hint = NearestName.Of(name, Names) is { } near ? $" Did you mean \"{near}\"?" : "";
        return new MpaException(
            $"There is no selection rule \"{name}\".{hint} The rules are {string.Join(", ", Names)}.");
    }
}

/// <summary>
/// A way to choose what the student is trained on: the method's own, or a baseline that it is compared with.
/// </summary>
/// <param name="Name">As a recipe writes it.</param>
/// <param name="Meaning">For people, after "trained on".</param>
/// <param name="Takes">The verdicts whose pairs it takes.</param>
public sealed record SelectionRule(string Name, string Meaning, Func<Verdict, bool> Takes)
{
    /// <summary>True for the rule that draws as many pairs as the parity rule keeps.</summary>
    public bool IsDrawn => Name == SelectionRules.Random;

    /// <summary>True for the rule that reads answers of people, which no other rule sees.</summary>
    public bool IsHuman => Name == SelectionRules.Human;
}
