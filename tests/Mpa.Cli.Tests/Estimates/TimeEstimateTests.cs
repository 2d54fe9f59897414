using Mpa.Cli.Doctor;
using Mpa.Cli.Estimates;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Estimates;

public sealed class TimeEstimateTests : IDisposable
{
    private static readonly RequestShape Example = new("", 20, 8, 8, 1, 4);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false, 100)] // 200 examples in steps of 4, 2 s each
    [InlineData(true, 14)] // 7 of 10 steps are left
    public void Steps_on_file_tell_what_a_step_takes_and_count_only_where_their_training_goes_on(
        bool resumes, double expected)
    {
        Recipe recipe = new()
        {
            Task = VqaTask.Named("demo"),
            Images = _folder.At("images"),
            Teacher = ModelReference.Of(_folder.At("teacher")),
            Student = ModelReference.Of(_folder.At("student")),
            Output = _folder.Root,
            Level = new() { BatchSize = 4, Accumulation = 1, Epochs = 1 },
        };
        JsonLines.Replace(
            new RunFolder(_folder.Root).Training,
            Enumerable.Range(1, 3).Select(step => new TrainingStep(step, 10, 1, 1, 1e-3, 20, Seconds: 2)));
        KnownModels models = new(null, null, new Dictionary<ModelRole, KnownModel?>());
        TimeEstimate estimate = new(recipe, models, MachineSpeed.Guess(2, ""));

        Assert.Equal(expected, estimate.Training(200, Example, resumes));
    }

    public void Dispose() => _folder.Dispose();
}
