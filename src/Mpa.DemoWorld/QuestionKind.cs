namespace Mpa.DemoWorld;

/// <summary>What a question asks for. In data files the name is the member's in lower case.</summary>
public enum QuestionKind
{
    /// <summary>The value of a color.</summary>
    Value,

    /// <summary>The number of series.</summary>
    Count,

    /// <summary>The color of the highest value, asked only where one series alone has it.</summary>
    Highest,

    /// <summary>The color of the lowest value, asked only where one series alone has it.</summary>
    Lowest,

    /// <summary>The leftmost color; the topmost in horizontal kinds.</summary>
    First,

    /// <summary>The rightmost color; the bottommost in horizontal kinds.</summary>
    Last,

    /// <summary>The highest value.</summary>
    Maximum,

    /// <summary>The lowest value.</summary>
    Minimum,

    /// <summary>Whether a color is in the chart: Yes or No, each in half of the questions.</summary>
    Present,
}
