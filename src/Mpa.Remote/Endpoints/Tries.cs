using Mpa.Remote.Failures;

namespace Mpa.Remote.Endpoints;

/// <summary>How often one request may still be tried.</summary>
/// <param name="retries">After failures of the server.</param>
/// <param name="waits">After being told to wait.</param>
internal sealed class Tries(int retries, int waits)
{
    private int _failures;
    private int _waits;

    /// <summary>Counts a failure and says whether to try again.</summary>
    public bool Again(Failure failure) => failure switch
    {
        { IsPassing: false } => false,
        { Kind: FailureKind.Busy } => ++_waits <= waits,
        _ => ++_failures <= retries,
    };
}
