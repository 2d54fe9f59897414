using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>A tensor that training changes.</summary>
/// <param name="Name">Under which its state is saved.</param>
/// <param name="Value">The tensor.</param>
/// <param name="RateFactor">Its learning rate as a multiple of the schedule's; above 0.</param>
internal sealed record TrainedTensor(string Name, Parameter Value, double RateFactor = 1)
{
    /// <summary>Every parameter of a module.</summary>
    public static IReadOnlyList<TrainedTensor> All(nn.Module module) => [.. module.named_parameters().Select(p => new TrainedTensor(p.name, p.parameter))];
}
