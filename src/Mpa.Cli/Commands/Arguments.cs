using System.CommandLine;
using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>Arguments and options that several commands share.</summary>
internal static class Arguments
{
    /// <summary>Overrides of recipe keys.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        HelpName = "key=value",
        Description = "Puts another value in the recipe's place, such as level.epochs=3. May be given several times.",
    };

    /// <summary>A run folder or a recipe.</summary>
    public static Argument<string> RunOrRecipe() => new("run")
    {
        Description = "A run folder, or a recipe file (docs/guide/recipes.md tells every key).",
    };

    /// <summary>A model.</summary>
    public static Argument<string> Model() => new("model")
    {
        Description = "A model folder, a run folder (its leveled student), or owner/name of a pulled model.",
    };
}

/// <summary>Files and folders that a command line names.</summary>
internal static class ExistingPath
{
    /// <summary>The full path of what is there.</summary>
    /// <param name="given">As typed.</param>
    /// <param name="what">What it should be, for the error.</param>
    /// <param name="exists">Tells whether it is there.</param>
    /// <exception cref="MpaException">It is not.</exception>
    public static string Of(string given, string what, Func<string, bool> exists)
    {
        string path = RecipePaths.Resolve(given, Environment.CurrentDirectory);
        return exists(path) ? path : throw new MpaException($"{given}: there is no such {what}");
    }
}

/// <summary>Finds the recipe behind an argument that is a run folder or a recipe file.</summary>
internal static class RunOrRecipe
{
    /// <summary>The recipe of the run folder as it was resolved, or of the file.</summary>
    /// <param name="argument">As typed.</param>
    /// <param name="settings">Overrides "key=value".</param>
    /// <param name="home">Where pulled models lie.</param>
    /// <exception cref="MpaException">It is neither, or the recipe can't run; every error is listed.</exception>
    public static Recipe Load(string argument, IReadOnlyList<string> settings, string home)
    {
        if (!Directory.Exists(RecipePaths.Resolve(argument, Environment.CurrentDirectory)))
        {
            return RecipeLoader.Load(argument, settings, home);
        }

        RunFolder folder = Folder(argument);
        Recipe recipe = ManifestStore.Read(folder)?.Recipe
            ?? throw new MpaException($"{argument}: run.json is empty; run its recipe again");
        if (settings.Count > 0)
        {
            string yaml = RecipeWriter.Write(recipe);
            return RecipeLoader.Read(yaml, argument, Environment.CurrentDirectory, settings, home);
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
