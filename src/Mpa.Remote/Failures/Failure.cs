namespace Mpa.Remote.Failures;

/// <summary>Why a request got no reply.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Cause">Short and countable: "HTTP 500", "no reply in time".</param>
/// <param name="Detail">What the server said.</param>
internal sealed record Failure(FailureKind Kind, string Cause, string Detail)
{
    /// <summary>True where trying again may help.</summary>
    public bool IsPassing => Kind is FailureKind.Busy or FailureKind.Server or FailureKind.Malformed;

    /// <summary>True where the server itself is in trouble.</summary>
    public bool IsOutage => Kind is FailureKind.Server;

    /// <summary>Cause and detail in one line.</summary>
    public string Sentence => Detail.Length == 0 ? Cause : $"{Cause}: {Detail}";
}
