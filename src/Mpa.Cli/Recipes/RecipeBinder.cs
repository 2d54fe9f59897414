using System.Globalization;
using Mpa.Recipes;

namespace Mpa.Cli.Recipes;

/// <summary>Puts a recipe's tree into its records, collecting every error on the way.</summary>
/// <param name="mustExist">Whether paths that are read must exist.</param>
internal sealed class RecipeBinder(bool mustExist)
{
    private readonly List<string> _errors = [];

    /// <summary>All errors, each with its place.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Fills a new record of the type from a map; keys with errors keep their defaults.</summary>
    public object Bind(Type record, string prefix, RecipeNode map)
    {
        object target = Activator.CreateInstance(record)!;
        IReadOnlyList<RecipeKey> keys = RecipeSchema.KeysOf(record, prefix);
        HashSet<string> seen = [];
        foreach (RecipeEntry entry in map.Entries ?? [])
        {
            RecipeKey? key = keys.FirstOrDefault(k => k.Name == entry.Key);
            if (key is null)
            {
                _errors.Add(UnknownKey.Message(entry, prefix, [.. keys.Select(k => k.Name)]));
            }
            else if (Convert(key, entry.Value) is { } value)
            {
                key.Property.SetValue(target, value);
            }

            seen.Add(entry.Key);
        }

        _errors.AddRange(keys.Where(k => k.Required && !seen.Contains(k.Name)).Select(k => $"{map.Where}: \"{k.Path}\" is missing: {k.Form}"));
        return target;
    }

    private object? Convert(RecipeKey key, RecipeNode node) => key switch
    {
        { IsSection: true } => Section(key, node),
        { Required: false } when node.IsNull && key.Default is null => null,
        _ when key.Type == typeof(ModelReference) => Model(key, node),
        _ when key.Type == typeof(int) => Number(key, node, int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole), whole),
        _ when key.Type == typeof(double) => Number(key, node, double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number), number),
        _ when key.Type == typeof(bool) => node is { Text: "true" or "false", Quoted: false } ? node.Text == "true" : Wrong(key, node),
        _ when key.Type == typeof(string) => Text(key, node),
        _ => Texts(key, node),
    };

    private object? Section(RecipeKey key, RecipeNode node) => node switch
    {
        { IsNull: true } => null,
        { Entries: not null } => Bind(key.Type, key.Path + ".", node),
        _ => Wrong(key, node),
    };

    private object? Number<T>(RecipeKey key, RecipeNode node, bool read, T value)
        where T : IConvertible =>
        read && !node.Quoted && key.Rule.Allows(value.ToDouble(CultureInfo.InvariantCulture)) ? value : Wrong(key, node);

    private object? Text(RecipeKey key, RecipeNode node) => node switch
    {
        { Text: null } or { IsNull: true } => Wrong(key, node),
        _ when key.Rule.Path => ExistingPath(key, node),
        _ when key.Rule.Address && !RecipeRule.IsAddress(node.Text) => Wrong(key, node),
        _ when key.Rule.Choices is { } choices && !choices.Contains(node.Text) => Wrong(key, node, NearestName.Of(node.Text, choices)),
        _ => node.Text,
    };

    private object? Texts(RecipeKey key, RecipeNode node)
    {
        if (node.Items is not { } items || !items.All(item => item is { Text: not null, IsNull: false }))
        {
            return Wrong(key, node);
        }

        RecipeNode? strange = key.Rule.Choices is { } choices ? items.FirstOrDefault(item => !choices.Contains(item.Text)) : null;
        return strange is null ? items.Select(item => key.Rule.Path ? ExistingPath(key, item) : item.Text).OfType<string>().ToArray() : Wrong(key, strange, NearestName.Of(strange.Text!, key.Rule.Choices!));
    }

    private object? Model(RecipeKey key, RecipeNode node) => node switch
    {
        { Text: not null, IsNull: false } => ExistingPath(key, node) is string path ? ModelReference.Of(path) : null,
        { Entries: { } entries } when entries.All(entry => entry.Key != "url") =>
            Whole(key, node, typeof(FolderOptions)) is FolderOptions folder ? new ModelReference { Folder = folder } : null,
        { Entries: not null } when key.Path != "student" =>
            Whole(key, node, typeof(ServerOptions)) is ServerOptions server ? Usable(key, node, server) : null,
        { Entries: not null } => Served(key, node),
        _ => Wrong(key, node),
    };

    private object? Served(RecipeKey key, RecipeNode node)
    {
        _errors.Add($"{node.Where}: {key.Path} is trained, so it can't be behind a url; give {key.Form}");
        return null;
    }

    private ModelReference? Usable(RecipeKey key, RecipeNode map, ServerOptions server)
    {
        string[] problems = [.. ServerRules.Problems(server).Select(problem => $"{map.Where}: {key.Path}.{problem}")];
        _errors.AddRange(problems);
        return problems.Length == 0 ? new ModelReference { Server = server } : null;
    }

    /// <summary>A record without any error in it, or null.</summary>
    private object? Whole(RecipeKey key, RecipeNode map, Type record)
    {
        int before = _errors.Count;
        object target = Bind(record, key.Path + ".", map);
        return _errors.Count == before ? target : null;
    }

    private string? ExistingPath(RecipeKey key, RecipeNode node)
    {
        string path = RecipePaths.Resolve(node.Text!, node.Folder);
        if (!mustExist || key.Rule.Written || Path.Exists(path))
        {
            return path;
        }

        _errors.Add($"{node.Where}: {key.Path}: there is no {path}");
        return null;
    }

    private object? Wrong(RecipeKey key, RecipeNode node, string? meant = null)
    {
        string hint = meant is null ? "" : $" — did you mean \"{meant}\"?";
        _errors.Add($"{node.Where}: {key.Path} must be {key.Form}, not {node.Found}{hint}");
        return null;
    }
}
