using System.Globalization;
using Mpa.Cli.Models;
using Mpa.Recipes;
using Mpa.Tasks;

namespace Mpa.Cli.Recipes;

/// <summary>Puts a recipe's tree into its records, collecting every error on the way.</summary>
/// <param name="home">Where pulled models lie; null for nowhere.</param>
/// <param name="mustExist">Whether paths that are read must exist.</param>
internal sealed class RecipeBinder(string? home, bool mustExist)
{
    private readonly List<string> _errors = [];
    private readonly Dictionary<string, string> _places = [];

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
                _errors.Add(Unknown(entry, prefix, [.. keys.Select(k => k.Name)]));
            }
            else if (Convert(key, entry.Value) is { } value)
            {
                key.Property.SetValue(target, value);
                _places[key.Path] = entry.Value.Where;
            }

            seen.Add(entry.Key);
        }

        _errors.AddRange(keys
            .Where(key => key.Required && !seen.Contains(key.Name))
            .Select(key => $"{map.Where}: \"{key.Path}\" is missing: {key.Form}"));
        return target;
    }

    /// <summary>A task alone: named, in a file, or as a map; null with an error.</summary>
    public VqaTask? Task(RecipeNode node)
    {
        VqaTask? task = (VqaTask?)Task(RecipeSchema.Task, node);
        if (task is not null && _errors.Count == 0)
        {
            AddPlaced(RecipeValidator.Problems(task), node.Where);
        }

        return task;
    }

    /// <summary>
    /// Adds what the validator says of the bound recipe, each with the place of the key that it begins with.
    /// </summary>
    public void Validate(Recipe recipe, string file) => AddPlaced(RecipeValidator.Problems(recipe), file);

    private void AddPlaced(IEnumerable<string> problems, string file) => _errors.AddRange(problems
        .Select(problem => $"{PlaceOf(problem[..problem.IndexOf(' ')]) ?? file}: {problem}"));

    /// <summary>
    /// Where a key stands; of one that isn't there, where the map or the list is that it would stand in.
    /// </summary>
    private string? PlaceOf(string key)
    {
        int end = key.LastIndexOfAny(['.', '[']);
        return _places.TryGetValue(key, out string? place) ? place : end < 0 ? null : PlaceOf(key[..end]);
    }

    private object? Convert(RecipeKey key, RecipeNode node) => key switch
    {
        { IsTask: true } => Task(key, node),
        { IsSection: true } => Section(key, node),
        { ItemType: { } item } => List(key, item, node),
        { Required: false } when node.IsNull && key.Default is null => null,
        { IsModel: true } => Model(key, node),
        _ when key.Type == typeof(int) =>
            int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole)
                ? Number(key, node, whole)
                : Wrong(key, node),
        _ when key.Type == typeof(double) =>
            double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? Number(key, node, number)
                : Wrong(key, node),
        _ when key.Type == typeof(bool) =>
            node is { Text: "true" or "false", Quoted: false } ? node.Text == "true" : Wrong(key, node),
        _ when key.Type == typeof(string) =>
            node is { Text: not null, IsNull: false } ? Text(key, node) : Wrong(key, node),
        _ => node.Items is { } items && items.All(item => item is { Text: not null, IsNull: false })
            ? Texts(key, items)
            : Wrong(key, node),
    };

    private object? Section(RecipeKey key, RecipeNode node) =>
        node.IsNull ? null : Map(key, key.Type, key.Path, node);

    /// <summary>A record from a map, or from the text that stands for its one key.</summary>
    private object? Map(RecipeKey key, Type record, string path, RecipeNode node) => node switch
    {
        { Entries: not null } => Bind(record, path + ".", node),
        { Text: not null, IsNull: false } when RecipeSchema.TextKeyOf(record) is { } only => Bind(
            record, path + ".", node with { Text = null, Entries = [new RecipeEntry(only.Name, node.Where, node)] }),
        _ => Wrong(key, node),
    };

    /// <summary>A list of records; one alone needs no list around it.</summary>
    private Array? List(RecipeKey key, Type item, RecipeNode node)
    {
        object?[] bound =
        [
            .. (node.Items ?? [node]).Select((one, index) => Item($"{key.Path}[{index}]", one)),
        ];
        if (bound.Contains(null))
        {
            return null;
        }

        Array list = Array.CreateInstance(item, bound.Length);
        bound.CopyTo(list, 0);
        return list;

        object? Item(string path, RecipeNode one)
        {
            _places[path] = one.Where;
            return Map(key, item, path, one);
        }
    }

    /// <summary>The name of a task of the program, else the path of a task file; or the task itself.</summary>
    private object? Task(RecipeKey key, RecipeNode node)
    {
        if (node is not { Text: { } text, IsNull: false })
        {
            return node.Entries is null ? Wrong(key, node) : Whole<VqaTask>(key, node);
        }

        string path = RecipePaths.Resolve(text, node.Folder);
        return VqaTasks.Names.Contains(text) ? VqaTask.Named(text)
            : !File.Exists(path) ? Error(node, $"{key.Path}: {Unknown(text)}")
            : Whole<VqaTask>(key, TaskFile.Read(path));

        static string Unknown(string text)
        {
            string hint = NearestName.Of(text, VqaTasks.Names) is { } near ? $" — did you mean \"{near}\"?" : "";
            return $"there is no task and no file \"{text}\"; the tasks are {string.Join(", ", VqaTasks.Names)}{hint}";
        }
    }

    private object? Number(RecipeKey key, RecipeNode node, object value) =>
        !node.Quoted && key.Offense(value) is null ? value : Wrong(key, node);

    private object? Text(RecipeKey key, RecipeNode node) => key switch
    {
        { IsPath: true } => ExistingPath(key, node),
        _ => key.Offense(node.Text!) is null ? node.Text : Wrong(key, node, node.Text),
    };

    private string[]? Texts(RecipeKey key, IReadOnlyList<RecipeNode> items)
    {
        if (items.FirstOrDefault(item => key.Offense(item.Text!) is not null) is { } strange)
        {
            Wrong(key, strange, strange.Text);
            return null;
        }

        return [.. items.Select(item => key.IsPath ? ExistingPath(key, item) : item.Text).OfType<string>()];
    }

    private object? Model(RecipeKey key, RecipeNode node) => node switch
    {
        { Text: not null, IsNull: false } => ExistingPath(key, node) is { } path ? ModelReference.Of(path) : null,
        { Entries: { } entries } when entries.All(entry => entry.Key != "url") =>
            Whole<FolderOptions>(key, node) is { } folder ? new ModelReference { Folder = folder } : null,
        { Entries: not null } when key.ServedRefusal is { } refusal => Error(node, refusal),
        { Entries: not null } => Whole<ServerOptions>(key, node) is { } server ? Served(key, node, server) : null,
        _ => Wrong(key, node),
    };

    private ModelReference? Served(RecipeKey key, RecipeNode map, ServerOptions server)
    {
        string[] problems = [.. ServerRules.Problems(server).Select(problem => $"{map.Where}: {key.Path}.{problem}")];
        _errors.AddRange(problems);
        return problems.Length == 0 ? new ModelReference { Server = server } : null;
    }

    /// <summary>A record without any error in it, or null.</summary>
    private TRecord? Whole<TRecord>(RecipeKey key, RecipeNode map)
        where TRecord : class
    {
        int before = _errors.Count;
        object target = Bind(typeof(TRecord), key.Path + ".", map);
        return _errors.Count == before ? (TRecord)target : null;
    }

    private string? ExistingPath(RecipeKey key, RecipeNode node)
    {
        string path = RecipePaths.Resolve(node.Text!, node.Folder);
        string? pulled = key.NamesModel && home is not null && !Path.Exists(path)
            ? ModelFolders.Pulled(node.Text!, home)
            : null;
        try
        {
            return Directory.Exists(pulled) ? pulled
                : !mustExist || !key.MustExist ? path
                : !Path.Exists(path) ? throw new MpaException($"there is no {path}" + Pull(node.Text!, pulled))
                : key.NamesModel ? ModelFolders.Model(path)
                : path;
        }
        catch (MpaException error)
        {
            _errors.Add($"{node.Where}: {key.Path}: {error.Message}");
            return null;
        }
    }

    private static string Pull(string name, string? pulled) =>
        pulled is null ? "" : $", and no {pulled}; if it is a model of the hub, get it with: mpa pull {name}";

    private object? Wrong(RecipeKey key, RecipeNode node, string? word = null) =>
        Error(node, key.Refusal(node.Found, word));

    private object? Error(RecipeNode node, string problem)
    {
        _errors.Add($"{node.Where}: {problem}");
        return null;
    }

    /// <summary>
    /// Names the key and the nearest valid one: in the same map, else anywhere in a recipe, else lists what is valid.
    /// </summary>
    private static string Unknown(RecipeEntry entry, string prefix, IReadOnlyList<string> valid)
    {
        string? near = NearestName.Of(entry.Key, valid)
            ?? RecipeSchema.All().FirstOrDefault(key => key.Prefix != "" && key.Name == entry.Key)?.Path;
        string hint = near is null ? $"valid here: {string.Join(", ", valid)}" : $"did you mean \"{near}\"?";
        return $"{entry.Where}: unknown key \"{prefix}{entry.Key}\" — {hint}";
    }
}
