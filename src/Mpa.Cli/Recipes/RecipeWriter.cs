using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Tasks;

namespace Mpa.Cli.Recipes;

/// <summary>Writes a recipe as YAML with every key stated; loading it gives the same recipe.</summary>
internal static class RecipeWriter
{
    /// <summary>The YAML text.</summary>
    public static string Write(Recipe recipe)
    {
        StringBuilder yaml = new();
        WriteMap(yaml, recipe, "");
        return yaml.ToString();
    }

    /// <summary>A task as a file of its own: the keys that it states, texts of several lines as they are.</summary>
    public static string Write(VqaTask task)
    {
        StringBuilder yaml = new();
        WriteMap(yaml, task, "");
        return yaml.ToString();
    }

    private static void WriteMap(StringBuilder yaml, object record, string indent)
    {
        foreach (RecipeKey key in RecipeSchema.KeysOf(record.GetType(), ""))
        {
            if (key.Property.GetValue(record) is { } value)
            {
                yaml.Append(indent).Append(key.Name).Append(':');
                WriteValue(yaml, key, value, indent);
            }
        }
    }

    private static void WriteValue(StringBuilder yaml, RecipeKey key, object value, string indent)
    {
        if (key.IsSection && OnlyText(value) is { } only)
        {
            yaml.Append(' ').Append(Scalar(only)).Append('\n');
        }
        else if (key.IsSection || (value is VqaTask own && !VqaTasks.All.Contains(own)))
        {
            yaml.Append('\n');
            WriteMap(yaml, value, indent + "  ");
        }
        else if (key.ItemType is not null && value is ICollection { Count: > 0 } items)
        {
            yaml.Append('\n');
            items.Cast<object>().ToList().ForEach(item => WriteItem(yaml, item, indent + "  "));
        }
        else if (value is string text && IsBlock(text))
        {
            yaml.Append(text.EndsWith('\n') ? " |\n" : " |-\n");
            foreach (string line in text.TrimEnd('\n').Split('\n'))
            {
                yaml.Append(line.Length == 0 ? "" : $"{indent}  {line}").Append('\n');
            }
        }
        else
        {
            yaml.Append(' ').Append(Scalar(value)).Append('\n');
        }
    }

    /// <summary>The text that a map comes to when all its other keys are nothing; null for another map.</summary>
    private static object? OnlyText(object record) =>
        RecipeSchema.TextKeyOf(record.GetType()) is { } text
        && RecipeSchema.KeysOf(record.GetType(), "")
            .All(key => key.Name == text.Name || key.Property.GetValue(record) is null)
            ? text.Property.GetValue(record)
            : null;

    /// <summary>A map of a list; its first key stands behind the dash.</summary>
    private static void WriteItem(StringBuilder yaml, object item, string indent)
    {
        StringBuilder map = new();
        WriteMap(map, item, indent + "  ");
        yaml.Append(indent).Append("- ").Append(map, indent.Length + 2, map.Length - indent.Length - 2);
    }

    /// <summary>
    /// Whether a text of several lines comes back as it is from a YAML block: no white space at its edges, no empty
    /// line in the end, no letter that YAML would escape.
    /// </summary>
    private static bool IsBlock(string text) =>
        text.TrimEnd('\n').Contains('\n')
        && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && !char.IsWhiteSpace(text[0])
        && text.Split('\n').All(line => line.Length == 0 || !char.IsWhiteSpace(line[^1]))
        && text.All(letter =>
            letter == '\n' || !(char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\ufeff'));

    private static string Scalar(object value) => value switch
    {
        string text => Quote(text),
        VqaTask task => task.Name,
        bool flag => flag ? "true" : "false",
        ModelReference model when model == ModelReference.Of(model.Path ?? "") => Quote(model.Path!),
        ModelReference model => Flow((object?)model.Folder ?? model.Server!),
        IEnumerable list => $"[{string.Join(", ", list.Cast<string>().Select(Quote))}]",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Flow(object record)
    {
        IEnumerable<string> entries = RecipeSchema.KeysOf(record.GetType(), "")
            .Select(key => (key.Name, Value: key.Property.GetValue(record)))
            .Where(entry => entry.Value is not null)
            .Select(entry => $"{entry.Name}: {Scalar(entry.Value!)}");
        return $"{{ {string.Join(", ", entries)} }}";
    }

    // A JSON string is a valid double-quoted YAML scalar.
    private static string Quote(string text) => JsonSerializer.Serialize(text, MpaJson.Line);
}
