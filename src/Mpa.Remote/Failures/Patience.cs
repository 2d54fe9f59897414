using System.Globalization;

namespace Mpa.Remote.Failures;

/// <summary>
/// Ends waiting for a server that is gone. One that never answered is soon given up, since its address may be wrong; one that did may
/// come back for as long as the recipe says.
/// </summary>
/// <param name="minutes">How long a server that answered before may fail.</param>
/// <param name="time">For the waiting.</param>
internal sealed class Patience(double minutes, TimeProvider time)
{
    private const int Enough = 12;

    private readonly Lock _lock = new();
    private bool _answered;
    private int _failures;
    private long _since;

    /// <summary>The server answered, with a reply or with a complaint.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _answered = true;
            _failures = 0;
        }
    }

    /// <summary>A try failed.</summary>
    /// <exception cref="ServerGivenUpException">The server is given up.</exception>
    public void Failed(Failure failure, string url)
    {
        lock (_lock)
        {
            _since = _failures++ == 0 ? time.GetTimestamp() : _since;
            bool tooLong = time.GetElapsedTime(_since).TotalMinutes >= minutes;
            if (_failures >= Enough && (!_answered || tooLong))
            {
                string past = _answered ? string.Create(CultureInfo.InvariantCulture, $"for {minutes} minutes (teacher.patience)") : "from the first request on";
                throw new ServerGivenUpException($"{url} fails {past}: {_failures} tries in a row, the last with {failure.Sentence}. Is the server running, and is this its address?");
            }
        }
    }

    /// <summary>The server asks to be left alone.</summary>
    /// <exception cref="ServerGivenUpException">For longer than the recipe allows.</exception>
    public void Asked(TimeSpan wait, string url)
    {
        if (wait.TotalMinutes > minutes)
        {
            throw new ServerGivenUpException(string.Create(
                CultureInfo.InvariantCulture,
                $"{url} asks to wait for {wait.TotalMinutes:0} minutes, more than the {minutes} that teacher.patience allows. Go on then, or raise it."));
        }
    }
}
