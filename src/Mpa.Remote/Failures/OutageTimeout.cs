using System.Globalization;

namespace Mpa.Remote.Failures;

/// <summary>
/// Ends waiting for a server that is gone. One that never answered is soon given up, since its address may be wrong;
/// one that did may come back for as long as the recipe says.
/// </summary>
/// <param name="section">Its option states how long a server that answered before may fail.</param>
/// <param name="time">For the waiting.</param>
internal sealed class OutageTimeout(ServerSection section, TimeProvider time)
{
    private const int Enough = 12;

    private readonly double _minutes = section.Options.Patience;
    private readonly Lock _lock = new();
    private bool _answered;
    private int _failures;
    private long _since;
    private string? _givenUp;

    /// <summary>The server answered, with a reply or with a complaint.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _answered = true;
            _failures = 0;
            _givenUp = null;
        }
    }

    /// <summary>A try failed.</summary>
    /// <exception cref="ServerGivenUpException">The server is given up.</exception>
    public void Failed(RequestFailure failure, string url)
    {
        lock (_lock)
        {
            _since = _failures++ == 0 ? time.GetTimestamp() : _since;
            bool tooLong = time.GetElapsedTime(_since).TotalMinutes >= _minutes;
            if (_failures >= Enough && (!_answered || tooLong))
            {
                // requests under way end after the one that gave up, and say the same
                throw new ServerGivenUpException(_givenUp ??= GivenUp(failure, url));
            }
        }
    }

    /// <summary>The server asks to be left alone.</summary>
    /// <exception cref="ServerGivenUpException">For longer than the recipe allows.</exception>
    public void Asked(TimeSpan wait, string url)
    {
        if (wait.TotalMinutes > _minutes)
        {
            throw new ServerGivenUpException(string.Create(
                CultureInfo.InvariantCulture,
                $"{url} asks to wait for {wait.TotalMinutes:0} minutes, more than the {_minutes} that "
                + $"{section.Key("patience")} allows. Go on then, or raise it."));
        }
    }

    private string GivenUp(RequestFailure failure, string url)
    {
        string past = _answered
            ? string.Create(CultureInfo.InvariantCulture, $"for {_minutes} minutes ({section.Key("patience")})")
            : "from the first request on";
        return $"{url} fails {past}: {_failures} tries in a row, the last with {failure.Sentence}. "
            + "Is the server running, and is this its address?";
    }
}

/// <summary>
/// The server fails too often or for too long, so the run stops. It can go on when the server is well again.
/// </summary>
/// <param name="message">What failed how often, and what to do.</param>
internal sealed class ServerGivenUpException(string message) : IOException(message);
