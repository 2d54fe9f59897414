using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Mpa.Cli.Commands;

namespace Mpa.Cli;

/// <summary>The command line: parses, runs one command, and turns what happened into an exit code.</summary>
internal sealed class MpaApp(Terminal terminal, Workshop workshop)
{
    // An argument that begins with @ is text, such as a question to @somebody: no file is read in its place.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command line.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="cancellation">Canceled by Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellation = default)
    {
        CommandContext context = new(terminal, workshop, TypedCommand.Of(args));
        ParseResult parsed = CreateRoot(context).Parse(args.Count == 0 ? ["--help"] : args, Plain);
        string? unknown = Unknown(parsed);
        bool wrong = parsed.Errors.Count > 0 || unknown is not null;
        if (wrong && parsed.Action is not HelpText && !CompletionCommand.Asks(args))
        {
            return Refuse(parsed, unknown);
        }

        try
        {
            InvocationConfiguration invocation = new()
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, cancellation);
        }
        catch (Exception e)
        {
            return Failure.Tell(e, context);
        }
    }

    /// <summary>All commands, without running one.</summary>
    public static RootCommand CreateRoot(CommandContext context)
    {
        RootCommand root = new(
            "Raises a small vision-language model (the student) towards a large one (the teacher) "
                + "with unlabeled images.")
        {
            HelpName = "mpa",
        };
        Command[] commands =
        [
            DemoCommand.Create(context), RunCommand.Create(context), PlanCommand.Create(context),
            AnnotateCommand.Create(context), .. StageCommand.CreateAll(context),
            PullCommand.Create(context), ModelsCommand.Create(context), InspectCommand.Create(context),
            DataCommand.Create(context), TaskCommand.Create(context),
            AskCommand.Create(context), ServeCommand.Create(context),
            ReportCommand.Create(context), CompareCommand.Create(context), AblateCommand.Create(context),
            CleanCommand.Create(context), MendCommand.Create(context),
            DoctorCommand.Create(context), PretrainCommand.Create(context), WorldCommand.Create(context),
            CompletionCommand.Create(context), DebugCommand.Create(context),
        ];
        Array.ForEach(commands, root.Add);
        root.Options.OfType<HelpOption>().Single().Action = new HelpText();
        return root;
    }

    private int Refuse(ParseResult parsed, string? unknown)
    {
        string path = TypedCommand.PathOf(parsed.CommandResult);
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> names = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name));
        string? near = unknown is null ? null : NearestName.Of(unknown, names);
        string problem = unknown is null ? parsed.Errors[0].Message.TrimEnd('.') : $"{path} has no \"{unknown}\"";
        string hint = near is null ? "" : $" — did you mean \"{near}\"?";
        terminal.Error.WriteLine($"error: {problem}{hint}\n       {path} --help shows what there is");
        return ExitCode.UserError;
    }

    // A misspelled option would else pass as an argument.
    private static string? Unknown(ParseResult parsed) =>
        parsed.Tokens
            .Where(token => token.Type == TokenType.Argument)
            .Select(token => token.Value)
            .FirstOrDefault(value => value.StartsWith("--", StringComparison.Ordinal))
        ?? (parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null);
}
