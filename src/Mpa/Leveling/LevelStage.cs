using System.Globalization;
using Mpa.Asking;
using Mpa.Files;
using Mpa.Parity;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Leveling;

/// <summary>Stage 4, the paper's Parity Leveler: the student is trained on the parity set.</summary>
internal sealed class LevelStage : Stage
{
    public override int Number => 4;

    public override string Name => "level";

    public override string Unit => "pairs";

    public override string? Alone => "Stage 4 alone (PL): the student is trained on the kept pairs.";

    internal override IReadOnlyList<string> Files(RunFolder folder) => [folder.Training, folder.Leveled];

    internal override IReadOnlyList<string> Costly(RunFolder folder) => Files(folder);

    internal override string Key(RunSession run)
    {
        LevelOptions options = run.Recipe.Level;
        return ContentKey.Of(
            Name,
            run.DigestOf(run.Folder.Images),
            run.DigestOf(run.Folder.Parity),
            run.Task.AnswerKey,
            run.Fingerprint(run.Recipe.Student),
            options with
            {
                Labels = options.Labels is { } labels ? FileDigest.Of(labels) : null,
                SaveMinutes = null,
            },
            run.Recipe.Seed,
            run.Recipe.Rounds?.HoldOut);
    }

    internal override StagePlan Plan(StageOutlook outlook)
    {
        LeveledStudents students = new(outlook.Run);
        return base.Plan(outlook) with
        {
            Example = RequestShape.Example(outlook.Run.Recipe),
            Pairs = Expected(outlook),
            Resumes = outlook.Key is { } state && Directory.Exists(students.StateOf(state)),
            TakesUp = outlook.Key is { } key && students.IsAside(key),
        };
    }

    internal override Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation) =>
        Task.FromResult(new Leveler(run).Run(key, cancellation));

    // By what identify counted, once it is complete; before that every pair may be kept.
    private static long Expected(StageOutlook outlook)
    {
        Recipe recipe = outlook.Run.Recipe;
        bool known = outlook.InputsKnown && recipe.Level.Select == SelectionRules.Parity;
        if (!known || !outlook.Run.Manifest.Stages.TryGetValue(Identify, out StageEntry? identified))
        {
            return outlook.Images * recipe.Annotate.PerImage;
        }

        long kept = identified.Out.Values.Sum();
        long replayed = (long)Math.Round(recipe.Level.Replay * kept, MidpointRounding.AwayFromZero);
        long negatives = (long)Math.Round(recipe.Level.Negatives * kept, MidpointRounding.AwayFromZero);
        return kept + negatives + Math.Min(replayed, identified.Rejected.GetValueOrDefault(Verdict.KnownToBoth.Name()));
    }
}

/// <summary>Chooses the training set, has the student trained on it, and counts what became of the pairs.</summary>
internal sealed class Leveler(RunSession run)
{
    private readonly RunFolder _folder = run.Folder;
    private readonly Recipe _recipe = run.Recipe;

    /// <summary>With nothing selected there is nothing to train, and no leveled student.</summary>
    public StageCounts Run(string key, CancellationToken cancellation)
    {
        SelectionRule rule = SelectionRules.Named(_recipe.Level.Select);
        TrainingChoice choice = Choose(run);
        HumanLabels labels = rule.IsHuman ? HumanLabels.Read(_recipe.Level.Labels!, run) : HumanLabels.None;
        LeveledStudents students = new(run);
        if (!students.TakeUp(key))
        {
            using TrainingExamples examples = new(run, choice, labels);
            Learn(examples, students, key, cancellation);
        }

        return Counts(rule, choice, labels);
    }

    /// <summary>What the recipe selects of the pairs.</summary>
    public static TrainingChoice Choose(RunSession run) => TrainingSet.Choose(
        PlacedPair.Of(run.Folder.Parity),
        SelectionRules.Named(run.Recipe.Level.Select),
        run.Recipe.Level.Replay,
        run.Recipe.Seed,
        run.Recipe.Level.Negatives,
        HeldOut.Of(run.Recipe));

    private void Learn(
        TrainingExamples examples, LeveledStudents students, string key, CancellationToken cancellation)
    {
        if (examples.Count == 0)
        {
            JsonLines.Replace<TrainingStep>(_folder.Training, []);
            return;
        }

        Train(examples, students.StateOf(key), cancellation);
        JsonLines.Replace(_folder.Training, JsonLines.Read<TrainingStep>(_folder.Training));
        students.Finish(key);
    }

    private void Train(IReadOnlyList<TrainingExample> examples, string state, CancellationToken cancellation)
    {
        FolderOptions student = _recipe.Student.Folder
            ?? throw new MpaException(
                $"The student {_recipe.Student.DisplayName} is a served model, which can't be trained. "
                    + "Name a checkpoint folder.");
        using TrainingLog log = new(_folder.Training);
        TrainingJob job = new()
        {
            Student = student,
            Examples = examples,
            Options = _recipe.Level,
            Seed = _recipe.Level.Seed ?? _recipe.Seed,
            OutputPath = _folder.Leveled,
            StatePath = state,
        };
        run.Parts.Trainer.Train(job, new TrainingCallbacks(Tell, step => Note(log, step)), cancellation);
        if (!Directory.Exists(_folder.Leveled))
        {
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"the trainer ended without writing {_folder.Leveled}");
        }
    }

    private void Tell(IReadOnlyList<TrainedPart> parts) => run.Tell(
        new StageProgress(Stage.Level, Done: 0, Total: 0, Unit: "steps", Summary: "")
        {
            Notes = TrainedPart.Table(parts),
        });

    private void Note(TrainingLog log, TrainingStep step)
    {
        log.Add(step);
        string loss = string.Create(CultureInfo.InvariantCulture, $"loss {step.Loss:0.00}");
        run.Tell(new StageProgress(Stage.Level, Done: step.Step, Total: step.Steps, Unit: "steps", Summary: loss));
    }

    private StageCounts Counts(SelectionRule rule, TrainingChoice choice, HumanLabels labels)
    {
        long selected = choice.Selected.Count + labels.Examples.Count;
        Dictionary<string, long> rejected = new() { ["not replayed"] = choice.NotReplayed };
        AddIfAny("not drawn", choice.NotDrawn);
        AddIfAny("held out", choice.HeldOut);
        AddIfAny("image not in this run", labels.NotInRun);
        string taken = rule.Name == SelectionRules.Parity ? "kept" : "selected";
        Dictionary<string, long> passed = new() { [taken] = selected, ["replayed"] = choice.Replayed.Count };
        if (choice.Negatives.Count > 0)
        {
            passed.Add("negatives", choice.Negatives.Count);
        }

        IReadOnlyList<TrainingStep> steps = JsonLines.Read<TrainingStep>(_folder.Training);
        return new StageCounts
        {
            In = passed.Values.Sum() + rejected.Values.Sum(),
            Out = passed,
            Rejected = rejected,
            Summary = Summary(rule, steps),
            Cost = new AskedCost(steps.Sum(step => (long)step.Tokens), 0, steps.Sum(step => step.Seconds), 0),
        };

        void AddIfAny(string reason, int count)
        {
            if (count > 0)
            {
                rejected.Add(reason, count);
            }
        }
    }

    private static string Summary(SelectionRule rule, IReadOnlyList<TrainingStep> steps)
    {
        string trained = rule.Name == SelectionRules.Parity ? "" : $" · {rule.Name}";
        (double first, double last) = TrainingLog.Losses(steps);
        return steps.Count == 0
            ? rule.Name == SelectionRules.Nothing
                ? "nothing is selected: the student stays as it is"
                : "no pair was kept, so there is nothing to learn"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{steps.Count:N0} steps · loss {first:0.00} → {last:0.00}{trained}");
    }
}
