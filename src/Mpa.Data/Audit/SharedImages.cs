namespace Mpa.Data.Audit;

/// <summary>Images that two data sets have both: a test on images of the training is no test.</summary>
/// <param name="Other">The other data set, as it was named.</param>
/// <param name="Count">How many of this one's images are in the other.</param>
/// <param name="Compared">This one's images that were compared.</param>
/// <param name="ByContent">By their bytes; else by file name, because images are missing.</param>
/// <param name="First">Names of some of them.</param>
public sealed record SharedImages(string Other, long Count, long Compared, bool ByContent, IReadOnlyList<string> First);
