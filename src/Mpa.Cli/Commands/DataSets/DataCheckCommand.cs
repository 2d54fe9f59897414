using System.CommandLine;
using Mpa.Data;
using Mpa.Data.Audit;

namespace Mpa.Cli.Commands.DataSets;

/// <summary><c>mpa data check PATH</c>: what is in a data set, and what is wrong with it.</summary>
internal static class DataCheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> path = DataCommand.Path();
        Option<string?> format = DataCommand.Format();
        Option<string?> images = DataCommand.Images();
        Option<string?> against = new("--against") { HelpName = "path", Description = "Another data set, whose images this one may not share (train against test)." };
        Option<string?> againstImages = new("--against-images") { HelpName = "folder", Description = "The folder that the other's image paths start from; without it, the one it lies in." };
        ExampleCommand command = new(
            "check",
            "Counts rows, images, questions and answers, compares with the published counts, and lists what is wrong. Exit code 2 if anything is.",
            "mpa data check data/demo/test", "mpa data check data/demo/test --against data/demo/unlabeled")
        {
            path, format, images, against, againstImages,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using DataSource source = DataCommand.Open(parsed.GetRequiredValue(path), parsed.GetValue(format), parsed.GetValue(images), cancellation);
            using DataSource? other = parsed.GetValue(against) is { } named
                ? DataCommand.Open(named, null, parsed.GetValue(againstImages), cancellation)
                : null;
            DataAudit audit = Auditor.Run(source.Data, other?.Data, cancellation);
            context.Terminal.Out.Write(AuditText.Of(audit));
            source.Refused.ToList().ForEach(member => context.Terminal.Out.WriteLine($"{"refused",-14} {member.Message}"));
            return Task.FromResult(audit.Sound && source.Refused.Count == 0 ? ExitCode.Done : ExitCode.UserError);
        });
        return command;
    }
}
