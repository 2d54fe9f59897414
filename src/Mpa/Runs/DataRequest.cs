namespace Mpa.Runs;

/// <summary>What a run asks of the reader of its data.</summary>
/// <param name="Path">Full path of the folder, list, archive or data file.</param>
/// <param name="ImageRoot">Full path of the folder that image paths in it start from; null takes the data's own.</param>
/// <param name="Output">The run folder, which is no part of the data even when it lies inside.</param>
/// <param name="Store">Full path of the folder in the run for what is taken out of files.</param>
/// <param name="Access">How much is needed.</param>
/// <param name="Limit">Takes the first this many questions; 0 takes all.</param>
public sealed record DataRequest(string Path, string? ImageRoot, string Output, string Store, DataAccess Access, int Limit = 0)
{
    /// <summary>Ends a long read.</summary>
    public CancellationToken Cancellation { get; init; }
}
