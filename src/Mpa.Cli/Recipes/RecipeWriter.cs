using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mpa.Files;
using Mpa.Recipes;

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

    private static void WriteMap(StringBuilder yaml, object record, string prefix)
    {
        string indent = prefix == "" ? "" : "  ";
        foreach (RecipeKey key in RecipeSchema.KeysOf(record.GetType(), prefix))
        {
            object? value = key.Property.GetValue(record);
            if (value is not null && key.IsSection)
            {
                yaml.Append(key.Name).Append(":\n");
                WriteMap(yaml, value, key.Path + ".");
            }
            else if (value is not null)
            {
                yaml.Append(indent).Append(key.Name).Append(": ").Append(Scalar(value)).Append('\n');
            }
        }
    }

    private static string Scalar(object value) => value switch
    {
        string text => Quote(text),
        bool flag => flag ? "true" : "false",
        ModelReference model when model == ModelReference.Of(model.Path ?? "") => Quote(model.Path!),
        ModelReference model => Flow((object?)model.Folder ?? model.Server!),
        IEnumerable list => $"[{string.Join(", ", list.Cast<string>().Select(Quote))}]",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Flow(object record) => "{ " + string.Join(", ", RecipeSchema.KeysOf(record.GetType(), "")
        .Select(key => (key.Name, Value: key.Property.GetValue(record)))
        .Where(entry => entry.Value is not null)
        .Select(entry => $"{entry.Name}: {Scalar(entry.Value!)}")) + " }";

    // A JSON string is a valid double-quoted YAML scalar.
    private static string Quote(string text) => JsonSerializer.Serialize(text, MpaJson.Line);
}
