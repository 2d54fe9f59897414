using System.Globalization;
using Mpa.Leveling;

namespace Mpa.Testing;

/// <summary>
/// A trainer that takes one step an example, with a falling loss, and goes on from its state when it was interrupted.
/// </summary>
public sealed class FakeTrainer : IStudentTrainer
{
    /// <summary>The training sets it was given, one a call.</summary>
    public List<IReadOnlyList<TrainingExample>> Calls { get; } = [];

    /// <summary>Steps of all calls.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Called before each step; may throw to end the training there.</summary>
    public Action<int>? BeforeStep { get; set; }

    public void Train(TrainingJob job, TrainingCallbacks callbacks, CancellationToken cancellation)
    {
        Calls.Add([.. job.Examples]);
        callbacks.OnParts([new TrainedPart("everything", 1_234, job.Options.LearningRate)]);
        Directory.CreateDirectory(job.StatePath);
        string state = Path.Combine(job.StatePath, "step.txt");
        int done = File.Exists(state) ? int.Parse(File.ReadAllText(state), CultureInfo.InvariantCulture) : 0;
        for (int step = done + 1; step <= job.Examples.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            BeforeStep?.Invoke(step);
            StepsDone++;
            callbacks.OnStep(Row(step, job.Examples.Count));
            SaveEverySecond(step, state);
        }

        Directory.CreateDirectory(job.OutputPath);
        IEnumerable<string> learned = job.Examples.Select(example => $"{example.Prompt}\t{example.Answer}");
        File.WriteAllLines(Path.Combine(job.OutputPath, "learned.txt"), learned.Append($"{job.Options.Epochs} epochs"));
    }

    private static TrainingStep Row(int step, int steps) => new(
        Step: step,
        Steps: steps,
        Loss: 1.0 / step,
        GradientNorm: 1,
        LearningRate: 1e-3,
        Tokens: 20,
        Seconds: 0);

    /// <summary>As real trainers, it saves less often than it steps.</summary>
    private static void SaveEverySecond(int step, string state)
    {
        if (step % 2 == 0)
        {
            File.WriteAllText(state, step.ToString(CultureInfo.InvariantCulture));
        }
    }
}
