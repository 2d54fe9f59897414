using System.CommandLine.Parsing;

namespace Mpa.Cli;

/// <summary>Commands as a person types them.</summary>
internal static class TypedCommand
{
    /// <summary>"mpa" and the arguments, quoted where a shell needs it.</summary>
    public static string Of(IReadOnlyList<string> args) => string.Join(' ', args.Select(Quote).Prepend("mpa"));

    /// <summary>"mpa run" for the result of parsing <c>mpa run …</c>, "mpa data check" for <c>mpa data check …</c>.</summary>
    public static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "mpa";

    /// <summary>The argument, in single quotes if a shell would take it apart.</summary>
    public static string Quote(string argument) => argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "_-./=:,~+@%".Contains(c))
        ? argument
        : $"'{argument.Replace("'", "'\\''")}'";
}
