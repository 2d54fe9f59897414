namespace Mpa.Torch.Training;

/// <summary>Learning rate that rises in a line over the warm-up and falls to 0 along a cosine (transformers' cosine schedule).</summary>
/// <param name="Peak">Highest rate.</param>
/// <param name="WarmUpSteps">Steps of the rise.</param>
/// <param name="Steps">Steps in all.</param>
public sealed record CosineSchedule(double Peak, long WarmUpSteps, long Steps)
{
    /// <summary>The rate of a step counted from 0. With a warm-up the first step's rate is 0.</summary>
    public double At(long step)
    {
        if (step < WarmUpSteps)
        {
            return Peak * step / WarmUpSteps;
        }

        double progress = (double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps);
        return Peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
