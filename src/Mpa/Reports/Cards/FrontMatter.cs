using System.Text;
using System.Text.Json;
using Mpa.Files;

namespace Mpa.Reports.Cards;

/// <summary>
/// The YAML at the head of a card, by which hubs list and filter (huggingface.co/docs/hub: model-cards, datasets-cards). Texts are written as
/// JSON strings, which are valid YAML whatever stands in them.
/// </summary>
internal sealed class FrontMatter
{
    private readonly StringBuilder _yaml = new("---\n");

    public FrontMatter Add(string key, string value) => Line($"{key}: {Quote(value)}");

    public FrontMatter Add(string key, IEnumerable<string> values)
    {
        Line($"{key}:");
        foreach (string value in values)
        {
            Line($"- {Quote(value)}");
        }

        return this;
    }

    /// <summary>A line as it is, for nested keys.</summary>
    public FrontMatter Line(string yaml)
    {
        _yaml.Append(yaml).Append('\n');
        return this;
    }

    public static string Quote(string text) => JsonSerializer.Serialize(text, MpaJson.Line);

    public override string ToString() => _yaml + "---\n\n";
}
