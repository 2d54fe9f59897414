using System.Globalization;
using System.Text;

namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>What a template uses that isn't followed here, or why it failed.</summary>
internal sealed class TemplateException(string what) : Exception(what);

/// <summary>The names of a running template, and what it has written. A hostile one ends by its steps.</summary>
internal sealed class TemplateScope
{
    private const int MostSteps = 100_000;
    private const int MostText = 1 << 20;

    private readonly Stack<Dictionary<string, object?>> _names = new();
    private readonly StringBuilder _written = new();
    private int _steps;

    public TemplateScope(Dictionary<string, object?> names) => _names.Push(names);

    /// <summary>What was written.</summary>
    public string Text => _written.ToString();

    /// <summary>The value of a name; undefined if there is none.</summary>
    public object? Get(string name)
    {
        foreach (Dictionary<string, object?> names in _names)
        {
            if (names.TryGetValue(name, out object? value))
            {
                return value;
            }
        }

        return TemplateValue.Undefined;
    }

    /// <summary>Gives a value a name until the block ends.</summary>
    public void Set(string name, object? value) => _names.Peek()[name] = value;

    /// <summary>Writes a value.</summary>
    public void Write(object? value)
    {
        _written.Append(TemplateValue.Text(value));
        Step();
    }

    /// <summary>Runs a block with names of its own.</summary>
    public void Nest(Action block)
    {
        Step();
        _names.Push(new Dictionary<string, object?>(StringComparer.Ordinal));
        block();
        _names.Pop();
    }

    private void Step()
    {
        if (++_steps > MostSteps || _written.Length > MostText)
        {
            throw new TemplateException("more steps or text than a prompt takes");
        }
    }
}

/// <summary>The values of templates: texts, whole numbers, truths, null, lists, objects, undefined.</summary>
internal static class TemplateValue
{
    /// <summary>The value of a name that has none.</summary>
    public static object Undefined { get; } = new();

    /// <summary>Whether it counts as true.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or false or 0L or "" => false,
        List<object?> list => list.Count > 0,
        Dictionary<string, object?> section => section.Count > 0,
        _ => !ReferenceEquals(value, Undefined),
    };

    /// <summary>As it is written.</summary>
    public static string Text(object? value) => value switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        true => "True",
        false => "False",
        null => "None",
        _ when ReferenceEquals(value, Undefined) => "",
        _ => throw new TemplateException("a list or an object where a text is written"),
    };

    /// <summary>A member by name or place; undefined if there is none.</summary>
    public static object? Member(object? value, object? key) => (value, key) switch
    {
        (Dictionary<string, object?> section, string name) => section.GetValueOrDefault(name, Undefined),
        (List<object?> list, long at) when at < list.Count && at >= -list.Count =>
            list[(int)(at < 0 ? at + list.Count : at)],
        (List<object?>, long) or (Dictionary<string, object?>, _) => Undefined,
        (string text, long at) when at < text.Length && at >= -text.Length =>
            text[(int)(at < 0 ? at + text.Length : at)].ToString(),
        (string, _) => Undefined,
        _ => throw new TemplateException("a member of what has none"),
    };

    /// <summary>Whether two values are equal.</summary>
    public static bool AreEqual(object? left, object? right) => Equals(left, right);

    /// <summary>Whether a list, an object or a text holds a value.</summary>
    public static bool Contains(object? whole, object? part) => (whole, part) switch
    {
        (string text, string piece) => text.Contains(piece, StringComparison.Ordinal),
        (List<object?> list, _) => list.Any(item => AreEqual(item, part)),
        (Dictionary<string, object?> section, string name) => section.ContainsKey(name),
        _ => throw new TemplateException("\"in\" between values that don't fit"),
    };
}
