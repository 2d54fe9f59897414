using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>Finds the recipe behind an argument that is a run folder or a recipe file.</summary>
internal static class RunOrRecipe
{
    /// <summary>The recipe of the run folder as it was resolved, or of the file.</summary>
    /// <exception cref="MpaException">It is neither, or overrides were given for a run folder.</exception>
    public static Recipe Load(string argument, IReadOnlyList<string> settings)
    {
        if (!Directory.Exists(RecipePaths.Resolve(argument, Environment.CurrentDirectory)))
        {
            return RecipeLoader.Load(argument, settings);
        }

        Recipe recipe = ManifestOf(Folder(argument), argument).Recipe;
        return settings.Count == 0 ? recipe : RecipeLoader.Read(RecipeWriter.Write(recipe), argument, Environment.CurrentDirectory, settings, mustExist: true);
    }

    /// <summary>The run folder of that name.</summary>
    /// <exception cref="MpaException">There is none, or no run in it.</exception>
    public static RunFolder Folder(string argument)
    {
        RunFolder folder = new(RecipePaths.Resolve(argument, Environment.CurrentDirectory));
        return File.Exists(folder.Manifest)
            ? folder
            : throw new MpaException($"{argument}: there is no run here (no run.json); mpa run recipe.yaml makes one");
    }

    private static Manifest ManifestOf(RunFolder folder, string argument) =>
        ManifestStore.Read(folder) ?? throw new MpaException($"{argument}: run.json is empty; run its recipe again");
}
