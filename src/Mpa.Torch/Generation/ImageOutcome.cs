namespace Mpa.Torch.Generation;

/// <summary>What came of an image file.</summary>
/// <param name="Image">Its features; null if there are none.</param>
/// <param name="Error">Why it can't be used; null if it can.</param>
internal sealed record ImageOutcome(ImageFeatures? Image, string? Error);
