namespace Mpa.Cli;

/// <summary>What every command gets.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Workshop">What it works with.</param>
/// <param name="Typed">The command as typed, for "go on with".</param>
internal sealed record CommandContext(Terminal Terminal, Workshop Workshop, string Typed);
