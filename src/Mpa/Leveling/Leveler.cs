using System.Globalization;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Leveling;

/// <summary>Stage 4, the paper's Parity Leveler: trains the student on the parity set.</summary>
internal sealed class Leveler(RunSession session)
{
    private readonly RunFolder _folder = session.Folder;
    private readonly Recipe _recipe = session.Recipe;

    public static string Key(RunSession session) =>
        ContentKey.Of(
            "level", FileDigest.Of(session.Folder.Images), FileDigest.Of(session.Folder.Parity), session.Task.AnswerPrompt(""),
            session.Fingerprint(session.Recipe.Student), session.Recipe.Level, session.Recipe.Seed);

    /// <summary>With nothing kept there is nothing to train, and no levelled student.</summary>
    public StageCounts Run(string key, CancellationToken cancellation)
    {
        IReadOnlyList<ParityExample> judged = JsonLines.Read<ParityExample>(_folder.Parity);
        IReadOnlyList<ParityExample> chosen = TrainingSet.Choose(judged, _recipe.Level.Replay, _recipe.Seed);
        RemoveEarlier(key);
        if (chosen.Count > 0)
        {
            Train(chosen, Path.Combine(_folder.TrainingState, key), cancellation);
        }

        JsonLines.Replace(_folder.Training, JsonLines.Read<TrainingStep>(_folder.Training));
        return Counts(judged, chosen);
    }

    private void Train(IReadOnlyList<ParityExample> chosen, string state, CancellationToken cancellation)
    {
        FolderOptions student = _recipe.Student.Folder
            ?? throw new MpaException($"The student {_recipe.Student.DisplayName} is a served model, which can't be trained. Name a checkpoint folder.");
        Dictionary<string, ImageItem> images = JsonLines.Read<ImageItem>(_folder.Images).ToDictionary(image => image.Id);
        TrainingExample[] examples = [.. chosen.Select(pair => TrainingSet.Example(pair, session, images))];
        using TrainingLog log = new(_folder.Training);
        session.Services.Trainer.Train(
            student, examples, _recipe.Level, _recipe.Seed, _folder.Leveled, state, Tell, step => Note(log, step), cancellation);
        if (!Directory.Exists(_folder.Leveled))
        {
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"the trainer ended without writing {_folder.Leveled}");
        }

        DeleteFolder(_folder.TrainingState);
    }

    private void Tell(IReadOnlyList<TrainedPart> parts) => session.Services.Progress(
        new StageProgress(Stage.Level, 0, 0, "steps", "") { Notes = TrainedPart.Table(parts) });

    private void Note(TrainingLog log, TrainingStep step)
    {
        log.Add(step);
        session.Services.Progress(new StageProgress(
            Stage.Level, step.Step, step.Steps, "steps", string.Create(CultureInfo.InvariantCulture, $"loss {step.Loss:0.00}")));
    }

    /// <summary>Takes away the results of another parity set, and the state of an interrupted training unless it is of this one.</summary>
    private void RemoveEarlier(string key)
    {
        session.Forget(session.Leveled);
        DeleteFolder(_folder.Leveled);
        if (!Directory.Exists(Path.Combine(_folder.TrainingState, key)))
        {
            File.Delete(_folder.Training);
            DeleteFolder(_folder.TrainingState);
        }
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private StageCounts Counts(IReadOnlyList<ParityExample> judged, IReadOnlyList<ParityExample> chosen)
    {
        long known = judged.LongCount(example => example.Verdict == Verdict.KnownToBoth);
        long replayed = chosen.LongCount(example => example.Verdict == Verdict.KnownToBoth);
        IReadOnlyList<TrainingStep> steps = JsonLines.Read<TrainingStep>(_folder.Training);
        return new StageCounts
        {
            In = judged.LongCount(example => example.Verdict == Verdict.Kept) + known,
            Out = new Dictionary<string, long> { ["kept"] = chosen.Count - replayed, ["replayed"] = replayed },
            Rejected = new Dictionary<string, long> { ["not replayed"] = known - replayed },
            Summary = Summary(steps),
            PromptTokens = steps.Sum(step => (long)step.Tokens),
            ModelSeconds = steps.Sum(step => step.Seconds),
        };
    }

    private static string Summary(IReadOnlyList<TrainingStep> steps) =>
        steps.Count == 0
            ? "no pair was kept, so there is nothing to learn"
            : string.Create(CultureInfo.InvariantCulture, $"{steps.Count} steps · loss {steps[0].Loss:0.00} → {steps[^1].Loss:0.00}");
}
