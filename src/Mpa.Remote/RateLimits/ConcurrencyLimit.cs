namespace Mpa.Remote.RateLimits;

/// <summary>
/// How many requests a server bears at a time, found as TCP finds a path's capacity: it grows by one a success until
/// the server says no, then by one a round, and shrinks to three quarters at each no (additive increase, multiplicative
/// decrease; Chiu and Jain, 1989).
/// </summary>
/// <param name="most">It never grows beyond.</param>
internal sealed class ConcurrencyLimit(int most)
{
    private const int Start = 4;
    private const double Shrink = 0.75;

    private double _value = Math.Min(Start, most);
    private bool _said;

    /// <summary>Requests that may be under way.</summary>
    public int Value => (int)_value;

    /// <summary>
    /// Counts the times it shrank. A no to a request sent before the last of them is news of the past.
    /// </summary>
    public int Epoch { get; private set; }

    /// <summary>A request was answered.</summary>
    /// <param name="full">Whether the limit was reached; one that isn't used says nothing.</param>
    public void Succeeded(bool full)
    {
        if (full)
        {
            _value = Math.Min(most, _value + (_said ? 1 / _value : 1));
        }
    }

    /// <summary>The server had too much to do.</summary>
    /// <param name="epoch">When the request was sent.</param>
    public void Refused(int epoch)
    {
        if (epoch == Epoch)
        {
            Epoch++;
            _said = true;
            _value = Math.Max(1, _value * Shrink);
        }
    }

    /// <summary>
    /// The server is gone: one request will find out whether it is back, and the limit is found anew.
    /// </summary>
    public void Restart()
    {
        Epoch++;
        _said = false;
        _value = 1;
    }
}
