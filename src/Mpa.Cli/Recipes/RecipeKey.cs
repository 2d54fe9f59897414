using System.Reflection;
using System.Runtime.CompilerServices;
using Mpa.Recipes;

namespace Mpa.Cli.Recipes;

/// <summary>One key that a recipe may hold, taken from a property of the recipe records.</summary>
/// <param name="Path">From the top, such as "level.epochs".</param>
/// <param name="Property">What it sets.</param>
/// <param name="Default">The value without it; null when there is none.</param>
internal sealed record RecipeKey(string Path, PropertyInfo Property, object? Default)
{
    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The type of the value, without its question mark.</summary>
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>True when a recipe must state it. (The output folder has a default by the recipe's name.)</summary>
    public bool Required => Path != "output" && Property.GetCustomAttribute<RequiredMemberAttribute>() is not null;

    /// <summary>What the value must satisfy.</summary>
    public RecipeRule Rule => RecipeRules.Of(RecipeSchema.ModelMaps.Contains(Property.DeclaringType!) ? "model." + Name : Path);

    /// <summary>True when the value is a map of keys of its own.</summary>
    public bool IsSection => Type.Namespace!.StartsWith("Mpa", StringComparison.Ordinal) && Type != typeof(ModelReference);

    /// <summary>The expected form, in the words of an error message and of the guide.</summary>
    public string Form => Type switch
    {
        _ when Rule.Choices is { } choices => $"{(Type == typeof(string) ? "one" : "a list")} of {string.Join(", ", choices)}",
        var type when type == typeof(int) => $"a whole number{(Name == "seed" ? "" : Rule.RangeText)}",
        var type when type == typeof(double) => $"a number{Rule.RangeText}",
        var type when type == typeof(bool) => "true or false",
        var type when type == typeof(string) => Rule.Path ? "a path" : Rule.Address ? "an http or https address" : "a text",
        var type when type == typeof(ModelReference) => Path == "student" ? "a model folder, or a map with its path" : "a model folder, or a map with its path or a server's url",
        _ when IsSection => "a map",
        _ => Rule.Path ? "a list of paths" : "a list of texts",
    };
}
