using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Lora;

/// <summary>
/// Modules as PEFT names them (PEFT 0.21, check_target_module_exists): whole paths or their last parts, or a regular
/// expression for whole paths.
/// </summary>
/// <param name="Key">Of adapter_config.json, for messages.</param>
/// <param name="Names">Whole paths or their ends after a dot.</param>
/// <param name="Pattern">In place of names; null where these are given.</param>
internal sealed record ModuleNames(string Key, IReadOnlyList<string> Names, string? Pattern)
{
    private readonly Regex? _pattern = Pattern is null ? null : ModulePattern.Compile(Key, $"^(?:{Pattern})$", Pattern);

    /// <summary>Reads a list of names or an expression.</summary>
    /// <exception cref="MpaException">It is neither, or an expression that can't be used.</exception>
    public static ModuleNames Read(ConfigReader reader, string key) =>
        new(key, reader.Texts(key), reader.OptionalText(key) is { Length: > 0 } pattern ? pattern : null);

    /// <summary>Whether a module of this path is named.</summary>
    public bool Match(string path) => _pattern is not null
        ? _pattern.IsMatch(path)
        : Names.Any(name => path == name || path.EndsWith("." + name, StringComparison.Ordinal));
}

/// <summary>A number for the modules whose path ends in a regular expression.</summary>
/// <param name="End">What the file says: an expression for the end of a path.</param>
/// <param name="Number">A rank or an alpha.</param>
/// <param name="Key">Of adapter_config.json, or "level.…" of a recipe, for messages.</param>
internal sealed record ModulePattern(string End, double Number, string Key)
{
    private readonly Regex _expression = Compile(Key, $@"^(?:.*\.)?(?:{End})$", End);

    /// <summary>Reads an object of expressions and numbers, in its order.</summary>
    /// <exception cref="MpaException">An expression or a number can't be used.</exception>
    public static IReadOnlyList<ModulePattern> Read(ConfigReader reader, string key)
    {
        ConfigReader section = reader.Section(key);
        return
        [
            .. section.Keys.Where(section.Has)
                .Select(end => new ModulePattern(end, section.Double(end, fallback: 0), key)),
        ];
    }

    /// <summary>The number of the first expression that one of the spellings of a path matches; else null.</summary>
    public static double? Find(IReadOnlyList<ModulePattern> patterns, string[] paths) =>
        patterns.FirstOrDefault(pattern => paths.Any(pattern._expression.IsMatch))?.Number;

    /// <summary>The object that <see cref="Read"/> reads.</summary>
    public static JsonObject Write(IReadOnlyList<ModulePattern> patterns) =>
        new(patterns
            .DistinctBy(pattern => pattern.End)
            .Select(pattern => KeyValuePair.Create(pattern.End, (JsonNode?)pattern.Number)));

    /// <summary>Compiles an expression: data from a file, so that it may not run for ever.</summary>
    /// <param name="key">Where it stands.</param>
    /// <param name="expression">What is compiled.</param>
    /// <param name="given">What the file says.</param>
    /// <exception cref="MpaException">It can't be used.</exception>
    public static Regex Compile(string key, string expression, string given)
    {
        try
        {
            return new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            string subject = true switch
            {
                _ when key == "target_modules" => "The LoRA target pattern",
                _ when key.StartsWith("level.", StringComparison.Ordinal) => key,
                _ => $"adapter_config.json's {key}",
            };
            throw new MpaException($"{subject} \"{given}\" cannot be used ({error.Message}).", error);
        }
    }
}

/// <summary>Which layers of a stack get adapters.</summary>
/// <param name="Numbers">Of the layers, from 0.</param>
/// <param name="Stacks">Expressions for the stack's name; empty for any stack.</param>
internal sealed record LayerChoice(IReadOnlyList<int> Numbers, IReadOnlyList<string> Stacks)
{
    private readonly IReadOnlyList<Regex> _stacks =
    [
        .. (Stacks.Count == 0 ? [@".*?\.[^.]*"] : Stacks.Select(stack => $@"(?:|.*?\.)(?:{stack})"))
            .Select(stack => ModulePattern.Compile("layers_pattern", $@"^{stack}\.(\d+)\.", stack)),
    ];

    /// <summary>Reads layers_to_transform and layers_pattern; null where they say nothing.</summary>
    /// <exception cref="MpaException">They are of no use beside the other keys.</exception>
    public static LayerChoice? Read(ConfigReader reader)
    {
        const string Key = "layers_to_transform";
        IReadOnlyList<int> numbers = reader.Ids(Key);
        IReadOnlyList<string> stacks = reader.OptionalText("layers_pattern") is { } one
            ? [one]
            : reader.Texts("layers_pattern");
        if (numbers.Count == 0)
        {
            return reader.IsSet("layers_pattern")
                ? throw reader.Wrong("layers_pattern", string.Join(", ", stacks), $"null where {Key} is null")
                : null;
        }

        return reader.OptionalText("target_modules") is null
            ? new LayerChoice(numbers, [.. stacks.Where(stack => stack.Length > 0)])
            : throw reader.Wrong(Key, string.Join(", ", numbers), "null where target_modules is an expression");
    }

    /// <summary>Whether a module of this path is in one of the layers.</summary>
    public bool Has(string path) =>
        _stacks.Select(stack => stack.Match(path)).FirstOrDefault(match => match.Success) is { } found
        && int.TryParse(found.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && Numbers.Contains(number);
}
