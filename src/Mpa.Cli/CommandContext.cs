using System.CommandLine.Parsing;

namespace Mpa.Cli;

/// <summary>What every command gets.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Workshop">What it works with.</param>
/// <param name="Typed">The command as typed, for "go on with".</param>
internal sealed record CommandContext(Terminal Terminal, Workshop Workshop, string Typed);

/// <summary>Commands as a person types them.</summary>
internal static class TypedCommand
{
    /// <summary>"mpa" and the arguments, quoted where a shell needs it.</summary>
    public static string Of(IReadOnlyList<string> args) => string.Join(' ', args.Select(Quote).Prepend("mpa"));

    /// <summary>
    /// "mpa run" for the result of parsing <c>mpa run …</c>, "mpa data check" for <c>mpa data check …</c>.
    /// </summary>
    public static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "mpa";

    /// <summary>The argument, in single quotes if a shell would take it apart.</summary>
    public static string Quote(string argument) => argument.Length > 0 && argument.All(IsPlain)
        ? argument
        : $"'{argument.Replace("'", "'\\''")}'";

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || "_-./=:,~+@%".Contains(c);
}
