using System.Globalization;
using Mpa.Remote.Sending;

namespace Mpa.Remote.Failures;

/// <summary>
/// Ends waiting for a server that is gone or has too much to do. One that never answered is soon given up where it
/// fails, since its address may be wrong; one that did may come back for as long as the recipe says.
/// </summary>
/// <param name="section">Its option states how long a server may keep us waiting.</param>
/// <param name="time">For the waiting.</param>
internal sealed class OutageTimeout(ServerSection section, TimeProvider time)
{
    private const int Many = 12;
    private const int Few = 8; // that may be turned away for what they are, while the server is well

    private readonly double _minutes = section.Options.Patience;
    private readonly Lock _lock = new();
    private bool _answered;
    private bool _replied;
    private readonly HashSet<Tries> _requests = []; // turned away since it last answered
    private int _failures;
    private int _turnedAway;
    private long _since;
    private long _busySince;
    private string _trouble = "";
    private string? _givenUp;
    private CancellationTokenSource _enough = new();

    /// <summary>How long one request, or a server, may be turned away.</summary>
    public TimeSpan Patience => TimeSpan.FromMinutes(_minutes);

    /// <summary>
    /// Ends what waits to be tried again, once a server that answered before has turned all away for so long.
    /// </summary>
    public CancellationToken Enough
    {
        get
        {
            lock (_lock)
            {
                return _enough.Token;
            }
        }
    }

    /// <summary>"for 15 minutes (teacher.patience)".</summary>
    public string InWords =>
        string.Create(CultureInfo.InvariantCulture, $"for {_minutes} minutes ({section.Key("patience")})");

    /// <summary>What is waited for, and how long still; null while the server answers.</summary>
    public string? Waiting
    {
        get
        {
            lock (_lock)
            {
                long? since = _turnedAway > 0 ? _busySince : _failures > 0 ? _since : null;
                return since is { } began
                    ? $"waiting for the {section.RoleName}'s server: {_trouble} for "
                        + $"{Span(time.GetElapsedTime(began))}; given up {InWords.Replace("for", "after")}"
                    : null;
            }
        }
    }

    /// <summary>The server answered, with a reply or with a complaint.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _answered = _replied = true;
            _failures = _turnedAway = 0;
            _requests.Clear();
            _givenUp = null;
        }
    }

    /// <summary>The server turned a request away: it is there, and has too much to do.</summary>
    /// <param name="failure">What it said.</param>
    /// <param name="url">Its address.</param>
    /// <param name="request">It.</param>
    /// <param name="alone">False while it works at other requests: then it doesn't turn all away.</param>
    /// <exception cref="ServerGivenUpException">It has done nothing else for as long as the recipe allows.</exception>
    public void TurnedAway(RequestFailure failure, string url, Tries request, bool alone)
    {
        lock (_lock)
        {
            (_answered, _failures, _trouble) = (true, 0, failure.Cause);
            _requests.Add(request);
            _busySince = _turnedAway++ == 0 ? time.GetTimestamp() : _busySince;
            if (!alone || time.GetElapsedTime(_busySince) < Patience)
            {
                return;
            }

            if (!_replied || _requests.Count > Few)
            {
                throw new ServerGivenUpException(_givenUp ??=
                    $"{url} has answered nothing but {failure.Cause} {InWords}: {_turnedAway} tries, "
                    + $"the last with {failure.Sentence}. Go on when it has less to do, or raise the patience.");
            }

            // it may be these requests: they end, and what wasn't tried yet is tried
            CancellationTokenSource enough = _enough;
            (_enough, _turnedAway) = (new CancellationTokenSource(), 0);
            enough.Cancel();
        }
    }

    /// <summary>What a request that waited for too long failed with.</summary>
    public RequestFailure Waited(RequestFailure? last)
    {
        string said = last is { Detail.Length: > 0 } ? $", the last time with {last.Detail}" : "";
        return new RequestFailure(FailureKind.Waited, last?.Cause ?? _trouble, $"turned away {InWords}{said}");
    }

    /// <summary>A try failed.</summary>
    /// <exception cref="ServerGivenUpException">The server is given up.</exception>
    public void Failed(RequestFailure failure, string url)
    {
        lock (_lock)
        {
            (_turnedAway, _trouble) = (0, failure.Cause);
            _since = _failures++ == 0 ? time.GetTimestamp() : _since;
            bool tooLong = time.GetElapsedTime(_since) >= Patience;
            if (_failures >= Many && (!_answered || tooLong))
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
            ? InWords
            : "from the first request on";
        return $"{url} fails {past}: {_failures} tries in a row, the last with {failure.Sentence}. "
            + "Is the server running, and is this its address?";
    }

    private static string Span(TimeSpan time) => time.TotalSeconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes");
}

/// <summary>
/// The server fails too often or for too long, so the run stops. It can go on when the server is well again.
/// </summary>
/// <param name="message">What failed how often, and what to do.</param>
internal sealed class ServerGivenUpException(string message) : IOException(message);
