using System.Text;
using Mpa.Cli.Doctor;
using Mpa.Cli.Estimates;
using Mpa.Cli.Recipes;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>A plan as a table: who is asked how often, what is done, and how long the rest takes.</summary>
internal static class PlanText
{
    /// <summary>The whole text.</summary>
    /// <param name="recipe">What would run.</param>
    /// <param name="plan">What it comes to.</param>
    /// <param name="machine">How fast this machine is.</param>
    /// <param name="next">The command that runs it.</param>
    public static string Of(Recipe recipe, RunPlan plan, MachineSpeed machine, string next)
    {
        KnownModels models = KnownModels.Of(recipe);
        TimeEstimate estimate = new(recipe, models, machine);
        PlanRow[] rows = [.. plan.Stages.SelectMany(stage => Rows(recipe, stage, estimate))];
        StringBuilder text = new();
        text.Append($"mpa plan · task {recipe.Task.Name} · {Format.Count(plan.Images)} images · ");
        text.Append($"{Environment.ProcessorCount} cores · {RecipePaths.Show(recipe.Output)}\n");
        text.Append(PlanRow.Header.Line(rows));
        Array.ForEach(rows, row => text.Append(row.Line(rows)));
        text.Append(InTest(plan.Stages.Sum(stage => stage.InTest)));
        text.Append(CostEstimate.All(recipe, plan));
        text.Append(KeptText.Lines(plan, RecipePaths.Show(recipe.Output)));
        text.Append($"memory  about {MemoryEstimate.Text(MemoryEstimate.Bytes(recipe, plan, models))}\n");
        TimeSpan left = TimeSpan.FromSeconds(rows.Sum(row => row.Seconds));
        text.Append(plan.Stages.All(stage => stage.Complete)
            ? $"done    {RecipePaths.Show(new RunFolder(recipe.Output).Report)}\n"
            : $"time    about {Format.Time(left)} still, {estimate.Basis}\nnext    {next}\n");
        return string.Join('\n', text.ToString().Split('\n').Select(PlanRow.Wrapped));
    }

    /// <summary>Seconds that each stage still takes, estimated.</summary>
    public static IReadOnlyDictionary<Stage, double> Seconds(Recipe recipe, RunPlan plan, MachineSpeed machine)
    {
        TimeEstimate estimate = new(recipe, KnownModels.Of(recipe), machine);
        return plan.Stages.ToDictionary(
            stage => stage.Stage, stage => Rows(recipe, stage, estimate).Sum(row => row.Seconds));
    }

    private static string InTest(long images) => images == 0
        ? ""
        : $"test    images that a test has too, left out: {Format.Count(images)} (evaluate.overlap)\n";

    private static IEnumerable<PlanRow> Rows(Recipe recipe, StagePlan stage, TimeEstimate estimate)
    {
        string label = $"{stage.Stage.Number,2} {stage.Stage.Name}";
        if (stage.Models.Count == 0)
        {
            string model = stage.Example is null ? "" : $"trained {RunHeader.Model(recipe.Student)}";
            double seconds = stage is { Complete: false, TakesUp: false, Example: { } example }
                ? estimate.Training(stage.Pairs, example, stage.Resumes)
                : 0;
            string toDo = stage.Complete ? "done" : stage.TakesUp ? "kept" : "to do";
            yield return new PlanRow(label, model, "", "", toDo, seconds);
        }

        foreach (ModelPlan asked in stage.Models)
        {
            yield return Row(label, recipe, stage, asked, estimate);
            label = "";
        }
    }

    private static PlanRow Row(
        string label, Recipe recipe, StagePlan stage, ModelPlan asked, TimeEstimate estimate)
    {
        // The leveled student is named as the student: its folder may not be there yet.
        ModelReference model = asked.Role == ModelRole.Leveled ? recipe.Student : asked.Model;
        long remaining = stage.Complete ? 0 : asked.Remaining;
        string most = asked.AtMost && remaining > 0 ? "≤" : "";
        return new PlanRow(
            label,
            $"{asked.Role.Name()} {RunHeader.Model(model)}",
            most + Format.Count(asked.Total),
            Format.Count(asked.Total - remaining),
            remaining == 0 ? "done" : most + Format.Count(remaining),
            remaining == 0 ? 0 : remaining * estimate.Request(asked));
    }
}

/// <summary>A row of the plan's table.</summary>
/// <param name="Stage">Number and name; empty for a further model of the stage above.</param>
/// <param name="Model">Who is asked.</param>
/// <param name="Requests">In all.</param>
/// <param name="Cached">Answered already.</param>
/// <param name="Remaining">Still to ask.</param>
/// <param name="Seconds">Estimated, for the remaining ones.</param>
internal sealed record PlanRow(
    string Stage, string Model, string Requests, string Cached, string Remaining, double Seconds)
{
    /// <summary>The names of the columns.</summary>
    public static PlanRow Header { get; } = new("stage", "model", "requests", "answered", "to do", double.NaN);

    private const int Room = 80, StageRoom = 12, Gap = 2, NameIndent = 8;

    private string Time => Seconds switch
    {
        double.NaN => "time",
        0 => "",
        < 1 => "<0:01",
        _ => Format.Time(TimeSpan.FromSeconds(Seconds)),
    };

    private string[] Figures => [Requests, Cached, Remaining, Time];

    /// <summary>
    /// The row as a line, its columns as wide as the widest of all rows and all of it within 80: names give way.
    /// </summary>
    public string Line(IReadOnlyList<PlanRow> rows)
    {
        PlanRow[] all = [Header, .. rows];
        int[] widths = [.. Figures.Select((_, i) => all.Max(row => row.Figures[i].Length) + Gap)];
        int model = Math.Min(Room - StageRoom - widths.Sum(), all.Max(row => row.Model.Length));
        string figures = string.Concat(Figures.Zip(widths, (figure, width) => figure.PadLeft(width)));
        return $"{Stage.PadRight(StageRoom)}{Cut(Model, model).PadRight(model)}{figures}".TrimEnd() + "\n";
    }

    /// <summary>A line under a name of 8 columns, broken at spaces where it is too wide; commands stay whole.</summary>
    public static string Wrapped(string line)
    {
        bool whole = line.Length <= Room || line.StartsWith("next ", StringComparison.Ordinal)
            || line.StartsWith("mpa ", StringComparison.Ordinal);
        int space = whole ? -1 : line.LastIndexOf(' ', Room);
        return space <= NameIndent
            ? line
            : line[..space] + "\n" + Wrapped(new string(' ', NameIndent) + line[(space + 1)..]);
    }

    // The end of a model's name tells its size.
    private static string Cut(string name, int room)
    {
        int end = room / 3;
        return name.Length <= room ? name : $"{name[..(room - end - 1)]}…{name[^end..]}";
    }
}
