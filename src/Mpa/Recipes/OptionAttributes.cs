using System.Reflection;

namespace Mpa.Recipes;

/// <summary>The key's name in a recipe, where it isn't the property's.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>A number lies between two others, both allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BetweenAttribute(double min, double max) : Attribute
{
    public double Min => min;

    public double Max => max;
}

/// <summary>A number is this or more.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AtLeastAttribute(double min) : Attribute
{
    public double Min => min;
}

/// <summary>A text, or each text of a list, is one of these.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute : Attribute
{
    private readonly Func<IReadOnlyList<string>> _names;

    /// <summary>Names that stand here and nowhere else.</summary>
    public OneOfAttribute(params string[] names) => _names = () => names;

    /// <summary>Names that a list of the program's own knows.</summary>
    /// <param name="source">The type that has the list.</param>
    /// <param name="property">Its static property.</param>
    public OneOfAttribute(Type source, string property) =>
        _names = () => (IReadOnlyList<string>)source.GetProperty(property)!.GetValue(null)!;

    public IReadOnlyList<string> Names => _names();
}

/// <summary>A path, or a list of paths, that is read and so must exist.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ReadPathAttribute : Attribute;

/// <summary>A path that is written. Who states none gets one that follows from the recipe's name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WrittenPathAttribute : Attribute;

/// <summary>The http or https address of a server.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressAttribute : Attribute;

/// <summary>A model that is trained, so it must be a folder.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TrainedAttribute : Attribute;

/// <summary>A text in the place of the map that this key stands in sets this key.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextAloneAttribute : Attribute;

/// <summary>Any value of the type will do, or another rule looks at it.</summary>
/// <param name="reason">Why.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AnyValueAttribute(string reason) : Attribute
{
    public string Reason => reason;
}

/// <summary>What the attributes of an option's property say.</summary>
internal sealed record OptionRule
{
    public double Min { get; private init; } = double.NegativeInfinity;

    public double Max { get; private init; } = double.PositiveInfinity;

    public IReadOnlyList<string>? Choices { get; private init; }

    public bool IsRead { get; private init; }

    public bool IsWritten { get; private init; }

    public bool IsAddress { get; private init; }

    public bool IsTrained { get; private init; }

    /// <summary>Why any value will do; null where a rule is said.</summary>
    public string? AnyReason { get; private init; }

    /// <summary>"from 1 to 100", "of at least 1", or nothing.</summary>
    public string RangeText => (double.IsFinite(Min), double.IsFinite(Max)) switch
    {
        (true, true) => FormattableString.Invariant($" from {Min} to {Max}"),
        (true, false) => FormattableString.Invariant($" of at least {Min}"),
        _ => "",
    };

    public static OptionRule Of(PropertyInfo property) =>
        property.GetCustomAttributes().Aggregate(new OptionRule(), (rule, attribute) => attribute switch
        {
            BetweenAttribute between => rule with { Min = between.Min, Max = between.Max },
            AtLeastAttribute least => rule with { Min = least.Min },
            OneOfAttribute one => rule with { Choices = one.Names },
            ReadPathAttribute => rule with { IsRead = true },
            WrittenPathAttribute => rule with { IsWritten = true },
            AddressAttribute => rule with { IsAddress = true },
            TrainedAttribute => rule with { IsTrained = true },
            AnyValueAttribute any => rule with { AnyReason = any.Reason },
            _ => rule,
        });

    public bool Allows(double number) => double.IsFinite(number) && number >= Min && number <= Max;

    public bool Allows(string text) => (Choices?.Contains(text) ?? true) && (!IsAddress || ServerRules.IsAddress(text));
}
