namespace Mpa.Testing;

/// <summary>A clock that stands still.</summary>
public sealed class FixedTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2025, 9, 20, 12, 0, 0, TimeSpan.Zero);

    public override long GetTimestamp() => 0;
}
