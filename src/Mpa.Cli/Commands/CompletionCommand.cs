using System.CommandLine;

namespace Mpa.Cli.Commands;

/// <summary>
/// <c>mpa completion bash</c>: a script that lets a shell complete commands, options and their values. The script asks
/// the program itself (System.CommandLine's directive <c>[suggest]</c>), so it needs no renewal; where the program
/// knows nothing, the shell completes files.
/// </summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _mpa_complete() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" \
                    -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _mpa_complete mpa

            """,
        ["zsh"] = """
            #compdef mpa
            _mpa_complete() {
                local -a words_of_mpa
                words_of_mpa=("${(@f)$("${words[1]}" "[suggest:$#BUFFER]" "$BUFFER" 2>/dev/null)}")
                if [[ -n "${words_of_mpa[1]}" ]]; then compadd -a words_of_mpa; else _files; fi
            }
            compdef _mpa_complete mpa

            """,
        ["powershell"] = """
            Register-ArgumentCompleter -Native -CommandName mpa -ScriptBlock {
                param($word, $tree, $position)
                mpa "[suggest:$position]" "$tree" | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };

    /// <summary>Whether a script asks what may stand at a place of the line that it gives.</summary>
    public static bool Asks(IReadOnlyList<string> args) =>
        args.Count > 0 && args[0].StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> shell = new("shell") { Description = "bash, zsh or powershell." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        ExampleCommand command = new(
            "completion",
            "Prints a script that completes commands and options in a shell: source <(mpa completion bash).",
            "mpa completion bash",
            "mpa completion zsh",
            "mpa completion powershell")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            context.Terminal.Out.Write(Scripts[parsed.GetRequiredValue(shell)].ReplaceLineEndings("\n"));
            return ExitCode.Done;
        });
        return command;
    }
}
