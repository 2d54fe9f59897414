using Mpa.Cli.Recipes;

namespace Mpa.Cli.Commands;

/// <summary>Files and folders that a command line names.</summary>
internal static class ExistingPath
{
    /// <summary>The full path of an existing model folder.</summary>
    /// <exception cref="MpaException">There is none.</exception>
    public static string ModelFolder(string given) => Of(given, "model folder", Directory.Exists);

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
