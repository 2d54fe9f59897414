using Mpa.Remote.Failures;
using Mpa.Remote.Replies;

namespace Mpa.Remote.Endpoints;

/// <summary>What came of sending a chat: exactly one of the two is set.</summary>
internal sealed record Sent(Turn? Turn, Failure? Failure)
{
    /// <summary>A reply.</summary>
    public static Sent Of(Turn turn) => new(turn, null);

    /// <summary>None.</summary>
    public static Sent Of(Failure failure) => new(null, failure);
}
