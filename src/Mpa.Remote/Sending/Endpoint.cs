using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using Mpa.Recipes;
using Mpa.Remote.Http;
using Mpa.Remote.RateLimits;

namespace Mpa.Remote.Sending;

/// <summary>
/// One address of the model, and what is known of how much it bears. <see cref="LoadBalancer"/> guards its state.
/// </summary>
internal sealed class Endpoint : IDisposable
{
    private const int FewRefused = 8;
    private const double LongestPause = 60;

    private readonly HttpClient _http;
    private readonly ConcurrencyLimit _limit;
    private readonly TokenBucket _requests;
    private readonly TokenBucket _tokens;
    private DateTimeOffset _pausedUntil;
    private int _refused;

    /// <summary>An address that nothing is known of.</summary>
    /// <param name="url">Its base address.</param>
    /// <param name="options">Limits and model.</param>
    /// <param name="key">For the header.</param>
    /// <param name="inner">Sends.</param>
    /// <param name="now">The rates begin here.</param>
    /// <param name="onHeaders">Told of each response.</param>
    public Endpoint(
        string url,
        ServerOptions options,
        ApiKey key,
        HttpMessageHandler inner,
        DateTimeOffset now,
        Action<Endpoint, int, HttpResponseHeaders> onHeaders)
    {
        Url = url;
        ServerHandler handler = new(
            inner, key.Value is not null, (status, headers) => onHeaders(this, status, headers));
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        Chat = ChatClients.Create(url, options, key, _http);
        _limit = new ConcurrencyLimit(options.Concurrency);
        _requests = new TokenBucket(options.RequestsPerMinute, now);
        _tokens = new TokenBucket(options.TokensPerMinute, now);
    }

    /// <summary>The base address.</summary>
    public string Url { get; }

    /// <summary>Sends one chat, once.</summary>
    public IChatClient Chat { get; }

    /// <summary>Requests that it bears at a time.</summary>
    public int Limit => _limit.Value;

    /// <summary>Requests sent and not answered yet.</summary>
    public int UnderWay { get; private set; }

    /// <summary>How full it is, to choose between addresses.</summary>
    public double Load => (double)UnderWay / Limit;

    /// <summary>Times its limit shrank; goes with each request.</summary>
    public int Epoch => _limit.Epoch;

    /// <summary>How long until a request of so many tokens may be sent; infinite while it is full.</summary>
    public TimeSpan WaitFor(int tokens, DateTimeOffset now) =>
        UnderWay >= Limit
            ? Timeout.InfiniteTimeSpan
            : new[]
            {
                _pausedUntil - now,
                _requests.WaitFor(1, now),
                _tokens.WaitFor(tokens, now),
                TimeSpan.Zero,
            }.Max();

    /// <summary>A request goes out.</summary>
    public void Acquire(int tokens, DateTimeOffset now)
    {
        UnderWay++;
        _requests.Take(1, now);
        _tokens.Take(tokens, now);
    }

    /// <summary>A request is back.</summary>
    /// <param name="epoch">Of the moment it went out.</param>
    /// <param name="busy">True: too much to do; false: done; null: says nothing of how much it bears.</param>
    /// <param name="now">From which a pause counts.</param>
    public void Release(int epoch, bool? busy, DateTimeOffset now)
    {
        bool full = UnderWay >= Limit;
        UnderWay--;
        if (busy == true)
        {
            _limit.Refused(epoch);
            Rest(++_refused, now);
        }
        else if (busy == false)
        {
            _refused = 0;
            _limit.Succeeded(full);
        }
    }

    /// <summary>Nothing is sent until then.</summary>
    public void PauseUntil(DateTimeOffset moment) => _pausedUntil = moment > _pausedUntil ? moment : _pausedUntil;

    /// <summary>It is gone, and comes back slowly.</summary>
    public void Break(DateTimeOffset until)
    {
        PauseUntil(until);
        _limit.Restart();
    }

    /// <summary>
    /// Where it does nothing but turn requests away, each further one waits twice as long as the one before, whoever
    /// asks: a request that is turned away makes room for another, which must not become a storm.
    /// </summary>
    private void Rest(int refused, DateTimeOffset now)
    {
        if (refused > FewRefused && UnderWay == 0)
        {
            double seconds = Math.Min(LongestPause, Math.Pow(2, refused - FewRefused - 1));
            PauseUntil(now + TimeSpan.FromSeconds(seconds));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Chat.Dispose();
        _http.Dispose();
    }
}
