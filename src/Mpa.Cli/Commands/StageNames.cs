using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>Stages as people name them.</summary>
internal static class StageNames
{
    /// <summary>In order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Stage>().Select(Of)];

    /// <summary>"annotate" for <see cref="Stage.Annotate"/>.</summary>
    public static string Of(Stage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>The number that the stage's files begin with.</summary>
    public static int NumberOf(Stage stage) => stage switch
    {
        Stage.Collect => 0,
        Stage.Annotate => 1,
        Stage.Identify => 2,
        Stage.Level => 4,
        Stage.Evaluate => 5,
        Stage.Report => 6,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "not a stage"),
    };

    /// <summary>The stage of a name; null for null.</summary>
    /// <exception cref="MpaException">No stage has this name.</exception>
    public static Stage? Parse(string option, string? name)
    {
        int index = name is null ? -1 : All.ToList().IndexOf(name);
        if (name is null || index >= 0)
        {
            return name is null ? null : (Stage)index;
        }

        string hint = NearestName.Of(name, All) is { } near ? $"did you mean \"{near}\"?" : $"stages: {string.Join(", ", All)}";
        throw new MpaException($"{option} {name}: there is no such stage — {hint}");
    }
}
