using Mpa.Parity;

namespace Mpa.Leveling;

/// <summary>A way to choose what the student is trained on: the method's own, or a baseline that it is compared with.</summary>
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
