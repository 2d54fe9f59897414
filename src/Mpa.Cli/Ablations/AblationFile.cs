using System.Globalization;
using System.Text.RegularExpressions;
using Mpa.Cli.Recipes;
using Mpa.Leveling;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Ablations;

/// <summary>
/// Reads an ablation: a recipe with a map <c>variants</c> of names, each with the keys that it changes; and, if wanted,
/// <c>atATime</c> and <c>world</c>. Every variant is read as strictly as a recipe.
/// </summary>
internal sealed partial class AblationFile
{
    // Keys of the file.
    private const string Variants = "variants";
    private const string AtATime = "atATime";
    private const string World = "world";

    // Folders beside those of the variants, which no variant may be named as.
    private const string Shared = "shared";
    private const string Recipes = "recipes";

    private readonly string _file;
    private readonly RecipeNode _root;
    private readonly RecipeNode _common;

    private AblationFile(string file, RecipeNode root)
    {
        _file = file;
        _root = root;
        _common = RecipeLayers.Without(root, Variants, AtATime, World);
    }

    /// <summary>Where the demo's truth shall stand; null for none.</summary>
    public string? WorldFolder => Value(World) is not { } node
        ? null
        : node is { Text: { } path, IsNull: false }
            ? RecipePaths.Resolve(path, node.Folder)
            : throw new MpaException($"{node.Where}: world must be a path, not {node.Found}");

    /// <summary>Parses a file.</summary>
    /// <param name="file">As the user named it.</param>
    /// <param name="settings">Overrides for all variants.</param>
    /// <exception cref="MpaException">It isn't there, or no ablation.</exception>
    public static AblationFile Load(string file, IReadOnlyList<string> settings)
    {
        string path = RecipePaths.Resolve(file, Environment.CurrentDirectory);
        if (!File.Exists(path))
        {
            throw new MpaException(
                $"{file}: there is no such recipe; recipes/demo-ablations.yaml is one to begin with");
        }

        string folder = Path.GetDirectoryName(path)!;
        return new AblationFile(file, RecipeLoader.Tree(File.ReadAllText(path), file, folder, settings));
    }

    /// <summary>Resolves every variant.</summary>
    /// <param name="home">Where pulled models lie.</param>
    /// <param name="mustExist">Whether images, models, labels and questions must exist.</param>
    /// <param name="cores">Of this machine: as many variants run at a time, when the recipe doesn't say.</param>
    /// <exception cref="MpaException">A key or a name is wrong.</exception>
    public Ablation Bind(string home, bool mustExist, int cores)
    {
        RecipeNode variants = Value(Variants)
            ?? throw new MpaException(
                $"{_file}: \"{Variants}\" is missing: a map of names, each with the keys it changes; "
                    + "mpa run runs a recipe without");
        if (variants.Entries is not { Count: > 0 } entries)
        {
            throw new MpaException(
                $"{variants.Where}: {Variants} must be a map of names, each with the keys it changes, "
                    + $"not {variants.Found}");
        }

        Recipe common = RecipeLoader.Bind(_common, _file, home, mustExist, whole: false);
        Variant[] all = [.. entries.Select(entry => Bind(entry, common.Output, home, mustExist))];
        return new Ablation(common.Output, SharedRun(common, all), all, ReadAtATime(cores), WorldFolder);
    }

    private Variant Bind(RecipeEntry entry, string output, string home, bool mustExist)
    {
        if (!Names().IsMatch(entry.Key) || entry.Key is Shared or Recipes)
        {
            throw new MpaException(
                $"{entry.Where}: \"{entry.Key}\" can't name a variant: use small letters, digits and hyphens, "
                    + $"and not {Shared} or {Recipes}");
        }

        RecipeNode changes = entry.Value switch
        {
            { Entries: not null } => entry.Value,
            { IsNull: true } => entry.Value with { Text = null, Entries = [] },
            _ => throw new MpaException(
                $"{entry.Value.Where}: {Variants}.{entry.Key} must be a map of the keys it changes, "
                    + $"not {entry.Value.Found}"),
        };
        RecipeNode own = RecipeLayers.Merge(_common, changes);
        Recipe recipe = RecipeLoader.Bind(own, _file, home, mustExist: false);
        bool isLater = IsLater(recipe, output, entry.Key);
        recipe = mustExist && !isLater ? RecipeLoader.Bind(own, _file, home) : recipe;
        recipe = recipe with
        {
            Output = Path.Combine(output, entry.Key),
            Reuse = [Path.Combine(output, Shared), .. recipe.Reuse],
        };
        return new Variant(entry.Key, recipe, string.Join(", ", Leaves(changes, ""))) { IsLater = isLater };
    }

    // A student that another variant levels isn't there before that one has run.
    private bool IsLater(Recipe recipe, string output, string name)
    {
        HashSet<string> leveled =
        [
            .. Value(Variants)!.Entries!
                .Where(other => other.Key != name)
                .Select(other => new RunFolder(Path.Combine(output, other.Key)).Leveled),
        ];
        return recipe.Advisers
            .Select(adviser => adviser.Model)
            .Append(recipe.Student)
            .Any(model => model.Path is { } path && leveled.Contains(path));
    }

    /// <summary>
    /// As many of the teacher's answers as the variant that wants most, so that each is asked for once.
    /// </summary>
    private static Variant SharedRun(Recipe common, IEnumerable<Variant> variants)
    {
        int samples = variants.Max(variant => variant.Recipe.Identify.Samples);
        Recipe recipe = common with
        {
            Output = Path.Combine(common.Output, Shared),
            Identify = common.Identify with { Samples = samples, Agree = 1 },
            Level = common.Level with { Select = SelectionRules.Nothing, Labels = null },
            Rounds = null,
        };
        return new Variant(Shared, recipe, "asks both models for all, trains nothing");
    }

    private int ReadAtATime(int cores)
    {
        if (Value(AtATime) is not { } node)
        {
            return cores;
        }

        bool whole = int.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        return whole && count is >= 1 and <= 64 && !node.Quoted
            ? count
            : throw new MpaException($"{node.Where}: {AtATime} must be a whole number from 1 to 64, not {node.Found}");
    }

    private RecipeNode? Value(string key) => _root.Entries?.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static IEnumerable<string> Leaves(RecipeNode map, string prefix) => map.Entries!.SelectMany(
        entry => entry.Value.Entries is null
            ? [$"{prefix}{entry.Key}: {Written(entry.Value)}"]
            : Leaves(entry.Value, $"{prefix}{entry.Key}."));

    private static string Written(RecipeNode value) =>
        value.Text ?? $"[{string.Join(", ", value.Items!.Select(item => item.Text))}]";

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$")]
    private static partial Regex Names();
}
