namespace Mpa.Torch.Vision.Processors;

/// <summary>A tile as the numbers that the vision tower reads, in a plain array so that it can be made on any thread.</summary>
/// <param name="Values">In the family's order: [3, Height, Width], or one row a patch.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record PixelTile(float[] Values, int Width, int Height);
