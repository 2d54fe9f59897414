using Mpa.Cli.Estimates;
using Mpa.Recipes;

namespace Mpa.Cli.Display;

/// <summary>The first line of a run.</summary>
internal static class RunHeader
{
    /// <summary>"mpa demo · teacher demo-teacher 1.7 M · student demo-student 0.4 M · 2 cores".</summary>
    public static string Of(string title, Recipe recipe) =>
        $"mpa {title} · teacher {Model(recipe.Teacher)} · student {Model(recipe.Student)} · {Environment.ProcessorCount} cores";

    /// <summary>The model's name and, for a folder that holds weights, its size.</summary>
    public static string Model(ModelReference model) => model.Path is { } path && ModelSize.Of(path) is { } size
        ? $"{model.DisplayName} {Format.Size(size.Parameters)}"
        : model.DisplayName;
}
