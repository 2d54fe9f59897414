using Mpa.Recipes;

namespace Mpa.Cli.Recipes;

/// <summary>
/// Loads a recipe strictly: an unknown key, a wrong type, a number out of range or a missing file is an error with its
/// line, and all errors come in one message.
/// </summary>
internal static class RecipeLoader
{
    /// <summary>Loads a recipe file.</summary>
    /// <param name="file">As the user named it; its folder is where relative paths in it start.</param>
    /// <param name="settings">Overrides "key=value"; relative paths in them start from the current folder.</param>
    /// <param name="home">Where pulled models lie; null for nowhere.</param>
    /// <param name="mustExist">Whether images, models and questions must exist.</param>
    /// <exception cref="MpaException">Lists every error.</exception>
    public static Recipe Load(string file, IReadOnlyList<string> settings, string? home = null, bool mustExist = true)
    {
        string path = RecipePaths.Resolve(file, Environment.CurrentDirectory);
        return File.Exists(path)
            ? Read(File.ReadAllText(path), file, Path.GetDirectoryName(path)!, settings, home, mustExist)
            : throw new MpaException($"{file}: there is no such recipe; recipes/demo.yaml is one to begin with");
    }

    /// <summary>Loads a recipe from its text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages and for the default output folder, out/NAME.</param>
    /// <param name="folder">Full path of the folder that relative paths in it start from.</param>
    /// <param name="settings">Overrides.</param>
    /// <param name="home">Where pulled models lie; null for nowhere.</param>
    /// <param name="mustExist">Whether images, models and questions must exist.</param>
    /// <exception cref="MpaException">Lists every error.</exception>
    public static Recipe Read(
        string yaml,
        string file,
        string folder,
        IReadOnlyList<string> settings,
        string? home = null,
        bool mustExist = true) =>
        Bind(Tree(yaml, file, folder, settings), file, home, mustExist);

    /// <summary>A recipe's text as a tree, with its base's keys and the overrides in it.</summary>
    /// <exception cref="MpaException">It isn't a map, or its base or an override is wrong.</exception>
    public static RecipeNode Tree(string yaml, string file, string folder, IReadOnlyList<string> settings)
    {
        RecipeNode root = RecipeYaml.ParseFile(yaml, file, folder);
        if (root is { Entries: null, IsNull: false })
        {
            throw new MpaException(
                $"{root.Where}: a recipe is a map of keys, not {root.Found}; recipes/demo.yaml is one to begin with");
        }

        return RecipeLayers.Spread(settings.Aggregate(
            RecipeLayers.OnBase(root),
            (tree, setting) => RecipeLayers.Set(tree, setting, Environment.CurrentDirectory)));
    }

    /// <summary>The recipe that a tree states.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="file">Its file's name, for messages and for the default output folder.</param>
    /// <param name="home">Where pulled models lie; null for nowhere.</param>
    /// <param name="mustExist">Whether images, models and questions must exist.</param>
    /// <param name="whole">
    /// Whether the recipe runs as it is, so that the rules between keys hold; false for what several have in common.
    /// </param>
    /// <exception cref="MpaException">Lists every error.</exception>
    public static Recipe Bind(RecipeNode root, string file, string? home, bool mustExist = true, bool whole = true)
    {
        RecipeBinder binder = new(home, mustExist);
        Recipe recipe = (Recipe)binder.Bind(typeof(Recipe), "", root with { Where = file, Text = null });
        if (whole && binder.Errors.Count == 0)
        {
            binder.Validate(recipe, file);
        }

        return binder.Errors.Count == 0
            ? WithOutput(recipe, file)
            : throw new MpaException(string.Join("\n", binder.Errors));
    }

    private static Recipe WithOutput(Recipe recipe, string file) => recipe.Output is not null
        ? recipe
        : recipe with { Output = Path.GetFullPath(Path.Combine("out", Path.GetFileNameWithoutExtension(file))) };
}
