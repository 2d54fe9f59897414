using System.Globalization;
using Mpa.Leveling;
using Mpa.Recipes;

namespace Mpa.Testing;

/// <summary>A trainer that takes one step an example, with a falling loss, and goes on from its state when it was interrupted.</summary>
public sealed class FakeTrainer : IStudentTrainer
{
    /// <summary>The training sets it was given, one a call.</summary>
    public List<IReadOnlyList<TrainingExample>> Calls { get; } = [];

    /// <summary>Called before each step; may throw to end the training there.</summary>
    public Action<int>? BeforeStep { get; set; }

    public void Train(
        FolderOptions student,
        IReadOnlyList<TrainingExample> examples,
        LevelOptions options,
        int seed,
        string outputPath,
        string statePath,
        Action<IReadOnlyList<TrainedPart>> onParts,
        Action<TrainingStep> onStep,
        CancellationToken cancellation)
    {
        Calls.Add(examples);
        onParts([new TrainedPart("everything", 1_234, options.LearningRate)]);
        Directory.CreateDirectory(statePath);
        string state = Path.Combine(statePath, "step.txt");
        int done = File.Exists(state) ? int.Parse(File.ReadAllText(state), CultureInfo.InvariantCulture) : 0;
        for (int step = done + 1; step <= examples.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            BeforeStep?.Invoke(step);
            onStep(new TrainingStep(step, examples.Count, 1.0 / step, 1, 1e-3, 20, 0));
            SaveEverySecond(step, state);
        }

        Directory.CreateDirectory(outputPath);
        File.WriteAllLines(Path.Combine(outputPath, "learned.txt"), examples.Select(example => $"{example.Prompt}\t{example.Answer}"));
        Directory.Delete(statePath, recursive: true);
    }

    /// <summary>As real trainers, it saves less often than it steps.</summary>
    private static void SaveEverySecond(int step, string state)
    {
        if (step % 2 == 0)
        {
            File.WriteAllText(state, step.ToString(CultureInfo.InvariantCulture));
        }
    }
}
