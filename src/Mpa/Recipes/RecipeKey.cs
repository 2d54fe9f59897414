using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Mpa.Tasks;

namespace Mpa.Recipes;

/// <summary>
/// One key that a recipe may hold. All that is known of it stands on the property that it sets: its rule as attributes,
/// its default as the initializer, its meaning as the XML doc.
/// </summary>
/// <param name="Prefix">Path of the map it stands in, with its dot, such as "level."; "" at the top.</param>
/// <param name="Property">What it sets.</param>
/// <param name="Default">The value without it; null when there is none.</param>
public sealed record RecipeKey(string Prefix, PropertyInfo Property, object? Default)
{
    /// <summary>The last part of the path.</summary>
    public string Name { get; } = Property.GetCustomAttribute<KeyAttribute>()?.Name
        ?? JsonNamingPolicy.CamelCase.ConvertName(Property.Name);

    /// <summary>From the top, such as "level.epochs".</summary>
    public string Path => Prefix + Name;

    /// <summary>The type of the value, without its question mark.</summary>
    public Type Type { get; } = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>True when a recipe must state it.</summary>
    public bool Required { get; } =
        Property.IsDefined(typeof(RequiredMemberAttribute)) && !Property.IsDefined(typeof(WrittenPathAttribute));

    /// <summary>
    /// True when the value is a model: a folder, or a map of one of <see cref="RecipeSchema.ModelMaps"/>.
    /// </summary>
    public bool IsModel => Type == typeof(ModelReference);

    /// <summary>True for a model, and for the folder of one.</summary>
    public bool NamesModel => IsModel || Property.DeclaringType == typeof(FolderOptions);

    /// <summary>True when the value is a task: a name, a file, or a map.</summary>
    public bool IsTask => Type == typeof(VqaTask);

    /// <summary>True when the value is a map of keys of its own.</summary>
    public bool IsSection => IsOfOurs(Type) && !IsModel && !IsTask;

    /// <summary>The record of which the value is a list; null for another value.</summary>
    public Type? ItemType =>
        Type.GenericTypeArguments is [{ } item] && IsOfOurs(item) ? item : null;

    /// <summary>True for a path or a list of paths.</summary>
    public bool IsPath => Rule.IsRead || Rule.IsWritten;

    /// <summary>True for a path, or a model's, that must exist.</summary>
    public bool MustExist => !Rule.IsWritten;

    /// <summary>
    /// The message about a server in the place of a model that is trained; null for a model that may be served.
    /// </summary>
    public string? ServedRefusal =>
        Rule.IsTrained ? $"{Path} is trained, so it can't be behind a url; give {Form}" : null;

    /// <summary>The expected form, in the words of an error message and of the guide.</summary>
    public string Form => Type switch
    {
        _ when Rule.Choices is { } choices =>
            $"{(Type == typeof(string) ? "one" : "a list")} of {string.Join(", ", choices)}",
        var type when type == typeof(int) => $"a whole number{Rule.RangeText}",
        var type when type == typeof(double) => $"a number{Rule.RangeText}",
        var type when type == typeof(bool) => "true or false",
        var type when type == typeof(string) && IsPath => "a path",
        var type when type == typeof(string) => Rule.IsAddress ? "an http or https address" : "a text",
        _ when IsModel && Rule.IsTrained => "a model folder, or a map with its path",
        _ when IsModel => "a model folder, or a map with its path or a server's url",
        _ when IsTask => $"a map, a YAML file, or one of {string.Join(", ", VqaTasks.Names)}",
        _ when IsSection => RecipeSchema.TextKeyOf(Type) is null ? "a map" : "a text or a map",
        _ when ItemType is { } item => RecipeSchema.TextKeyOf(item) is null ? "a list of maps" : "texts or maps",
        _ => IsPath ? "a list of paths" : "a list of texts",
    };

    private static bool IsOfOurs(Type type) => type.Namespace!.StartsWith("Mpa", StringComparison.Ordinal);

    internal OptionRule Rule { get; } = OptionRule.Of(Property);

    /// <summary>
    /// What of a value breaks the rule: the number, the text, or the first such text of a list. Null when nothing does.
    /// A number that is not finite breaks every rule.
    /// </summary>
    public object? Offense(object value) => value switch
    {
        int or double => Rule.Allows(Convert.ToDouble(value, CultureInfo.InvariantCulture)) ? null : value,
        string text => Rule.Allows(text) ? null : text,
        IEnumerable<string> texts => texts.FirstOrDefault(text => !Rule.Allows(text)),
        _ => null,
    };

    /// <summary>
    /// The message about a value that can't be: "level.rank must be a whole number from 1 to 4096, not 0".
    /// </summary>
    /// <param name="found">What stands there, in words.</param>
    /// <param name="word">A word that isn't among the choices: the nearest of them is named. Null for none.</param>
    public string Refusal(string found, string? word = null)
    {
        string? meant = word is not null && Rule.Choices is { } choices ? NearestName.Of(word, choices) : null;
        return $"{Path} must be {Form}, not {found}{(meant is null ? "" : $" — did you mean \"{meant}\"?")}";
    }
}

/// <summary>The keys of a recipe, read off the records once, so that the records are the only list.</summary>
public static class RecipeSchema
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<RecipeKey>> Known = [];

    /// <summary>The two records that the map form of a model may hold.</summary>
    public static IReadOnlyList<Type> ModelMaps { get; } = [typeof(FolderOptions), typeof(ServerOptions)];

    /// <summary>The records of a task, and how their keys' paths begin.</summary>
    public static IReadOnlyList<(Type Record, string Prefix)> TaskMaps { get; } =
    [
        (typeof(VqaTask), "task."),
        (typeof(AskPrompt), "task.ask[]."),
        (typeof(AnswerOptions), "task.answer."),
        (typeof(MatcherOptions), "task.matcher."),
        (typeof(TaskExample), "task.examples[]."),
    ];

    /// <summary>The keys of one record, in the order of its properties.</summary>
    /// <param name="record">Recipe, or the options of a stage.</param>
    /// <param name="prefix">"" for the recipe, else "level." and the like.</param>
    public static IReadOnlyList<RecipeKey> KeysOf(Type record, string prefix)
    {
        IReadOnlyList<RecipeKey> keys = Known.GetOrAdd(record, Read);
        return prefix == "" ? keys : [.. keys.Select(key => key with { Prefix = prefix })];
    }

    /// <summary>Every key that holds a value, sections opened; those of a model's map stand under "model.".</summary>
    public static IEnumerable<RecipeKey> All() => Opened(typeof(Recipe), "")
        .Concat(ModelMaps.SelectMany(record => KeysOf(record, "model.")))
        .Concat(TaskMaps.SelectMany(map => KeysOf(map.Record, map.Prefix)));

    private static IEnumerable<RecipeKey> Opened(Type record, string prefix) => KeysOf(record, prefix)
        .SelectMany(key => key.IsSection ? Opened(key.Type, key.Path + ".") : [key]);

    /// <summary>The key of a recipe's task.</summary>
    public static RecipeKey Task { get; } = KeysOf(typeof(Recipe), "").Single(key => key.IsTask);

    /// <summary>The key that a text in the map's place sets; null where only a map will do.</summary>
    public static RecipeKey? TextKeyOf(Type record) =>
        KeysOf(record, "").FirstOrDefault(key => key.Property.IsDefined(typeof(TextAloneAttribute)));

    private static IReadOnlyList<RecipeKey> Read(Type record)
    {
        object defaults = Activator.CreateInstance(record)!;
        return
        [
            .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite)
                .Select(property => new RecipeKey("", property, property.GetValue(defaults))),
        ];
    }
}
