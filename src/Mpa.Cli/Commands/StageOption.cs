using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>A stage as <c>--from</c> and <c>--until</c> name it.</summary>
internal static class StageOption
{
    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Stage.All.Select(stage => stage.Name)];

    /// <summary>The stage of a name; null for null.</summary>
    /// <exception cref="MpaException">No stage has this name.</exception>
    public static Stage? Parse(string option, string? name) => name is null ? null : Stage.Named(name) ?? throw Unknown(option, name);

    private static MpaException Unknown(string option, string name)
    {
        string hint = NearestName.Of(name, Names) is { } near
            ? $"did you mean \"{near}\"?"
            : $"stages: {string.Join(", ", Names)}";
        return new MpaException($"{option} {name}: there is no such stage — {hint}");
    }
}
