using Mpa.Tasks;

namespace Mpa.Cli.Recipes;

/// <summary>A task as a YAML file of its own.</summary>
internal static class TaskFile
{
    /// <summary>The task of that name, or in that file.</summary>
    /// <exception cref="MpaException">Lists every error, each with its line.</exception>
    public static VqaTask Load(string nameOrPath)
    {
        RecipeNode node = new(nameOrPath, Environment.CurrentDirectory) { Text = nameOrPath, Quoted = true };
        RecipeBinder binder = new(home: null, mustExist: false);
        VqaTask? task = binder.Task(node);
        return binder.Errors.Count == 0 ? task! : throw new MpaException(string.Join("\n", binder.Errors));
    }

    /// <summary>The file's tree.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="MpaException">It is no map of keys.</exception>
    public static RecipeNode Read(string path)
    {
        RecipeNode root = RecipeYaml.ParseFile(
            File.ReadAllText(path), RecipePaths.Show(path), Path.GetDirectoryName(path)!);
        return root.Entries is null
            ? throw new MpaException(
                $"{root.Where}: a task is a map of keys, not {root.Found}; "
                    + "mpa task show chartqa prints one to start from")
            : root;
    }
}
