namespace Mpa.Remote.RateLimits;

/// <summary>
/// Lets a rate through: it fills by the minute's share and holds five seconds of it, so that what waits doesn't go out
/// in one burst. What is larger than the bucket is let through when it is full, and paid off after.
/// </summary>
/// <param name="perMinute">0 lets everything through.</param>
/// <param name="now">It begins full.</param>
internal sealed class TokenBucket(int perMinute, DateTimeOffset now)
{
    private const double Burst = 5;

    private readonly double _perSecond = perMinute / 60.0;
    private readonly double _capacity = Math.Max(1, perMinute / 60.0 * Burst);
    private double _level = Math.Max(1, perMinute / 60.0 * Burst);
    private DateTimeOffset _filled = now;

    /// <summary>How long until so much may pass.</summary>
    public TimeSpan WaitFor(double amount, DateTimeOffset now)
    {
        if (perMinute == 0)
        {
            return TimeSpan.Zero;
        }

        Fill(now);
        double missing = Math.Min(amount, _capacity) - _level;
        return missing <= 1e-9 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / _perSecond);
    }

    /// <summary>Takes out what passes.</summary>
    public void Take(double amount, DateTimeOffset now)
    {
        Fill(now);
        _level -= amount;
    }

    private void Fill(DateTimeOffset now)
    {
        _level = Math.Min(_capacity, _level + (Math.Max(0, (now - _filled).TotalSeconds) * _perSecond));
        _filled = now;
    }
}
