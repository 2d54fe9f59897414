using System.Text;

namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>Tests, filters, methods and operators of templates; another is refused by its name.</summary>
internal static class TemplateFunctions
{
    // A hostile template doubles what it has until the memory is full.
    private const int MostItems = 10_000;
    private const int MostText = 1 << 20;

    /// <summary>"is …".</summary>
    public static Func<object?, bool> Test(string name) => name switch
    {
        "string" => value => value is string,
        "defined" => value => !ReferenceEquals(value, TemplateValue.Undefined),
        "undefined" => value => ReferenceEquals(value, TemplateValue.Undefined),
        "none" => value => value is null,
        "mapping" => value => value is Dictionary<string, object?>,
        "iterable" or "sequence" => value => value is string or List<object?> or Dictionary<string, object?>,
        "true" => value => value is true,
        "false" => value => value is false,
        _ => throw new TemplateException($"the test {name}"),
    };

    /// <summary>What a sign between two values says; "!=" and "not in" come negated from here.</summary>
    public static Func<object?, object?, bool> Comparison(string sign) => sign switch
    {
        "==" or "!=" => TemplateValue.AreEqual,
        "in" or "not" => (part, whole) => TemplateValue.Contains(whole, part),
        "<" => (left, right) => Number(left) < Number(right),
        ">" => (left, right) => Number(left) > Number(right),
        "<=" => (left, right) => Number(left) <= Number(right),
        _ => (left, right) => Number(left) >= Number(right),
    };

    /// <summary>Texts put together, numbers added or taken away.</summary>
    public static object? Join(string sign, object? left, object? right) => (sign, left, right) switch
    {
        ("~", _, _) => Concat([left, right], ""),
        ("+", string, string) => Concat([left, right], ""),
        ("+", List<object?> first, List<object?> second) when first.Count + second.Count <= MostItems =>
            first.Concat(second).ToList(),
        ("+", _, _) => Number(left) + Number(right),
        ("-", _, _) => Number(left) - Number(right),
        ("%", _, > 0L) => Number(left) % Number(right),
        _ => throw new TemplateException($"\"{sign}\" between values that don't fit"),
    };

    /// <summary>"value | name(arguments)".</summary>
    public static object? Filter(string name, object? value, object?[] arguments) => (name, value, arguments) switch
    {
        ("capitalize", string text, []) => Capitalize(text),
        ("upper", string text, []) => text.ToUpperInvariant(),
        ("lower", string text, []) => text.ToLowerInvariant(),
        ("trim", string text, []) => text.Trim(),
        ("string", _, []) => TemplateValue.Text(value),
        ("safe", _, []) => value,
        ("list", List<object?>, []) => value,
        ("length" or "count", List<object?> list, []) => (long)list.Count,
        ("length" or "count", string text, []) => (long)text.Length,
        ("first", List<object?> list, []) => TemplateValue.Member(list, 0L),
        ("last", List<object?> list, []) => TemplateValue.Member(list, -1L),
        ("join", List<object?> list, []) => Concat(list, ""),
        ("join", List<object?> list, [string between]) => Concat(list, between),
        ("default", _, [var fallback]) => ReferenceEquals(value, TemplateValue.Undefined) ? fallback : value,
        ("selectattr", List<object?> list, [string key, "equalto" or "==" or "eq", var wanted]) =>
            list.Where(item => TemplateValue.AreEqual(TemplateValue.Member(item, key), wanted)).ToList(),
        _ => throw new TemplateException($"the filter {name}"),
    };

    /// <summary>"value.name(arguments)".</summary>
    public static object? Method(string name, object? value, object?[] arguments) => (name, value, arguments) switch
    {
        ("capitalize" or "upper" or "lower", string, []) => Filter(name, value, []),
        ("strip", string text, []) => text.Trim(),
        ("lstrip", string text, []) => text.TrimStart(),
        ("rstrip", string text, []) => text.TrimEnd(),
        ("startswith", string text, [string start]) => text.StartsWith(start, StringComparison.Ordinal),
        ("endswith", string text, [string end]) => text.EndsWith(end, StringComparison.Ordinal),
        ("get", Dictionary<string, object?> section, [string key]) => section.GetValueOrDefault(key),
        _ => throw new TemplateException($"{name}(…)"),
    };

    /// <summary>The items of a list from a place on.</summary>
    public static object? From(object? value, object? place) => (value, place) switch
    {
        (List<object?> list, long at and >= 0) => list.Skip((int)Math.Min(at, list.Count)).ToList(),
        _ => throw new TemplateException("a cut of what is no list"),
    };

    private static string Concat(List<object?> values, string between)
    {
        StringBuilder text = new();
        for (int i = 0; i < values.Count; i++)
        {
            text.Append(i > 0 ? between : "").Append(TemplateValue.Text(values[i]));
            if (text.Length > MostText)
            {
                throw new TemplateException("a text longer than any prompt");
            }
        }

        return text.ToString();
    }

    private static long Number(object? value) =>
        value is long number ? number : throw new TemplateException("arithmetic with what is no whole number");

    private static string Capitalize(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();
}
