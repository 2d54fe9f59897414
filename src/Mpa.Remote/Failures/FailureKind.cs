namespace Mpa.Remote.Failures;

/// <summary>What a failure asks for.</summary>
internal enum FailureKind
{
    /// <summary>The server has too much to do: wait, ask less at a time, try again. Not counted as a try.</summary>
    Busy,

    /// <summary>The server failed, or didn't answer: try again.</summary>
    Server,

    /// <summary>The server answered something that is no reply: try again.</summary>
    Malformed,

    /// <summary>The server finds fault with this request: trying again is of no use.</summary>
    Request,

    /// <summary>The server's filter refused to answer.</summary>
    Refusal,

    /// <summary>As long as nothing was answered, every request will fail so: no such model or address, not allowed. Later it is this request's.</summary>
    Setup,

    /// <summary>Every request will fail so: a wrong key, no money left.</summary>
    Everything,
}
