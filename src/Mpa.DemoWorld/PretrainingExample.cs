using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>One conversation about one chart.</summary>
/// <param name="Image">Shown with the first turn.</param>
/// <param name="Turns">What the user says and what the model is to say, in order.</param>
public sealed record PretrainingExample(RgbImage Image, IReadOnlyList<(string User, string Assistant)> Turns);
