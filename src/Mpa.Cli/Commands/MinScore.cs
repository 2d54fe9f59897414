using System.CommandLine;
using System.Globalization;
using Mpa.Cli.Display;
using Mpa.Recipes;
using Mpa.Rounds;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary><c>--min-score 80</c>: a bar for continuous integration.</summary>
internal static class MinScore
{
    /// <summary>The option.</summary>
    public static Option<double?> Option() => new("--min-score")
    {
        HelpName = "percent",
        Description = "Ends with exit code 3 when the leveled student's score on the test is lower.",
    };

    /// <summary>Refuses what could not be told in the end, before anything runs.</summary>
    /// <param name="least">In percent; null asks for nothing.</param>
    /// <param name="recipe">What would run.</param>
    /// <param name="until">The last stage; null for all.</param>
    /// <exception cref="MpaException">It is no percentage, or the run gives no score.</exception>
    public static void Check(double? least, Recipe recipe, Stage? until)
    {
        Check(least);
        string? fault = least switch
        {
            null => null,
            _ when recipe.Evaluate is null => "the recipe has no test to score on; name one in evaluate.questions",
            _ when until is not null && until < Stage.Last =>
                "the score is known after the last stage; leave out --until",
            _ => null,
        };
        if (fault is not null)
        {
            throw Refusal(least!.Value, fault);
        }
    }

    /// <summary>Refuses what is no percentage.</summary>
    /// <exception cref="MpaException">It is none.</exception>
    public static void Check(double? least)
    {
        if (least is { } percent and not (>= 0 and <= 100))
        {
            throw Refusal(percent, "must be a percentage from 0 to 100");
        }
    }

    /// <summary>The exit code of a finished run.</summary>
    /// <param name="context">Where it writes.</param>
    /// <param name="least">In percent; null asks for nothing.</param>
    /// <param name="folder">Of the run; with rounds, the best round's counts.</param>
    public static int Judge(CommandContext context, double? least, RunFolder folder)
    {
        if (least is not { } percent)
        {
            return ExitCode.Done;
        }

        double? score = ScoreLine.After(RoundRunner.Best(folder) ?? folder);
        if (score * 100 >= percent)
        {
            return ExitCode.Done;
        }

        string told = score is { } low
            ? $"the leveled student scores {Format.Percent(low)}"
            : "there is no score of a leveled student: nothing was leveled or tested";
        context.Terminal.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"below --min-score {percent}: {told}"));
        return ExitCode.BelowScore;
    }

    private static MpaException Refusal(double least, string fault) =>
        new(string.Create(CultureInfo.InvariantCulture, $"--min-score {least}: {fault}"));
}
