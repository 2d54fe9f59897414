using Mpa.Runs;

namespace Mpa.Cli.Recipes;

/// <summary>Reads the map form of a teacher: url and model of an OpenAI-compatible server.</summary>
internal static class ServedModel
{
    private static readonly string[] Keys = ["url", "model"];

    /// <summary>The reference, or null with the errors added.</summary>
    public static ModelReference? Bind(RecipeKey key, RecipeNode map, List<string> errors)
    {
        int before = errors.Count;
        errors.AddRange(map.Entries!.Where(e => !Keys.Contains(e.Key)).Select(e => UnknownKey.Message(e, key.Path + ".", Keys)));
        string? url = Text("url", "an http or https address");
        string? model = Text("model", "the served model's name");
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed.Scheme is "http" or "https"))
        {
            errors.Add($"{map.Entries!.First(e => e.Key == "url").Value.Where}: {key.Path}.url must be an http or https address, not \"{url}\"");
        }

        return errors.Count == before ? new ModelReference(null, url, model) : null;

        string? Text(string name, string form)
        {
            RecipeNode? value = map.Entries!.FirstOrDefault(e => e.Key == name)?.Value;
            if (value is { Text: not null, IsNull: false })
            {
                return value.Text;
            }

            errors.Add(value is null ? $"{map.Where}: \"{key.Path}.{name}\" is missing: {form}" : $"{value.Where}: {key.Path}.{name} must be {form}, not {value.Found}");
            return null;
        }
    }
}
