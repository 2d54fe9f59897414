using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>What a command asks the pipeline for.</summary>
/// <param name="Title">The command's name, for the header.</param>
/// <param name="Recipe">As loaded.</param>
/// <param name="From">First stage; null begins at the first.</param>
/// <param name="Until">Last stage; null ends at the last.</param>
internal sealed record RunRequest(string Title, Recipe Recipe, Stage? From = null, Stage? Until = null);
