using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>Finds the recipe behind an argument that is a run folder or a recipe file.</summary>
internal static class RunOrRecipe
{
    /// <summary>The recipe of the run folder as it was resolved, or of the file.</summary>
    /// <exception cref="MpaException">It is neither, or the recipe can't run; every error is listed.</exception>
    public static Recipe Load(string argument, IReadOnlyList<string> settings)
    {
        if (!Directory.Exists(RecipePaths.Resolve(argument, Environment.CurrentDirectory)))
        {
            return RecipeLoader.Load(argument, settings);
        }

        RunFolder folder = Folder(argument);
        Recipe recipe = ManifestStore.Read(folder)?.Recipe
            ?? throw new MpaException($"{argument}: run.json is empty; run its recipe again");
        if (settings.Count > 0)
        {
            string yaml = RecipeWriter.Write(recipe);
            return RecipeLoader.Read(yaml, argument, Environment.CurrentDirectory, settings, mustExist: true);
        }

        string file = RecipePaths.Show(folder.Manifest);
        string[] problems = [.. RecipeValidator.Problems(recipe).Select(problem => $"{file}: {problem}")];
        return problems.Length == 0 ? recipe : throw new MpaException(string.Join("\n", problems));
    }

    /// <summary>The run folder of that name.</summary>
    /// <exception cref="MpaException">There is none, or no run in it.</exception>
    public static RunFolder Folder(string argument)
    {
        RunFolder folder = new(RecipePaths.Resolve(argument, Environment.CurrentDirectory));
        return File.Exists(folder.Manifest)
            ? folder
            : throw new MpaException(
                $"{argument}: there is no run here (no run.json); mpa run recipe.yaml makes one");
    }
}
