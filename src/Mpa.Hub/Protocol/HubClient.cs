using System.Net;
using System.Net.Http.Headers;

namespace Mpa.Hub.Protocol;

/// <summary>
/// Speaks the hub's HTTP protocol (huggingface_hub, file_download.py and hf_api.py): asks, follows redirects itself so
/// that the token stays at the hub, and makes errors of refusals.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MostRedirects = 5;
    private readonly HttpClient _http;
    private readonly HubOptions _options;
    private readonly HubModelName _model;
    private readonly HubErrors _errors;

    public HubClient(HubOptions options, HubModelName model)
    {
        _options = options;
        _model = model;
        _errors = new HubErrors(options, model);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // a large file takes its time; silence is bounded by IdleTimeout
        };
    }

    /// <summary>The list of files, with sizes and checksums.</summary>
    public Task<HubReply> ListAsync(CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Get,
            $"api/models/{_model.Repository}/revision/{Uri.EscapeDataString(_model.Revision)}?blobs=true",
            0,
            cancellation);

    /// <summary>
    /// A file from a byte on; the answer may be whole (200), the rest (206), or "there is no such byte" (416).
    /// </summary>
    public Task<HubReply> GetAsync(string commit, string file, long from, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, PathOf(commit, file), from, cancellation);

    /// <summary>What the hub tells of a file.</summary>
    public Task<HubReply> HeadAsync(string commit, string file, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Head, PathOf(commit, file), 0, cancellation);

    public void Dispose() => _http.Dispose();

    private string PathOf(string commit, string file) =>
        $"{_model.Repository}/resolve/{commit}/{Uri.EscapeDataString(file)}";

    private async Task<HubReply> SendAsync(HttpMethod method, string path, long from, CancellationToken cancellation)
    {
        Uri address = new($"{_options.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
        string? commit = null;
        ContentHash? hash = null;
        long? size = null;
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            HttpResponseMessage response = await SendOneAsync(method, address, from, cancellation);

            // The hub tells of the file in its own response; a redirect's target has headers that mean other things.
            commit ??= Header(response, "X-Repo-Commit");
            hash ??= ContentHash.TryParse(Header(response, "X-Linked-ETag") ?? response.Headers.ETag?.Tag);
            size ??= long.TryParse(Header(response, "X-Linked-Size"), out long linked) ? linked : null;
            if (Target(response) is { } target)
            {
                response.Dispose();
                address = target;
                continue;
            }

            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                long? length = response.StatusCode == HttpStatusCode.OK ? response.Content.Headers.ContentLength : null;
                return new HubReply(response, commit, hash, size ?? length);
            }

            using (response)
            {
                throw _errors.Of(response);
            }
        }

        throw new MpaException($"{HubAddress.Show(address)}: more than {MostRedirects} redirects; check HF_ENDPOINT");
    }

    private async Task<HttpResponseMessage> SendOneAsync(
        HttpMethod method, Uri address, long from, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(method, address);
        request.Headers.UserAgent.Add(
            new ProductInfoHeaderValue("mpa", typeof(HubClient).Assembly.GetName().Version!.ToString(3)));

        // A compressed answer can't be resumed.
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null;
        if (_options.Token is not null && HubAddress.SameOrigin(address, _options.Endpoint))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.Token);
        }

        using IdleTimer idle = new(_options, cancellation);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idle.Token);
        }
        catch (HttpRequestException error)
        {
            throw new TransientException($"{HubAddress.Show(address)}: {error.Message}", inner: error);
        }
        catch (OperationCanceledException) when (idle.Expired)
        {
            throw idle.Error(address);
        }
    }

    private Uri? Target(HttpResponseMessage response)
    {
        bool redirects = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;
        if (!redirects || response.Headers.Location is not { } location)
        {
            return null;
        }

        Uri target = new(response.RequestMessage!.RequestUri!, location);
        return HubAddress.MayFollow(_options.Endpoint, target)
            ? target
            : throw new MpaException(
                $"{HubAddress.Show(response.RequestMessage.RequestUri!)}: "
                    + $"redirects to {HubAddress.Show(target)}, which is not followed: "
                    + "https only, and no service of this machine");
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}

/// <summary>
/// A hub's answer: the last response of a chain of redirects, and what the first ones told of the file.
/// </summary>
/// <param name="Message">Its body is not read yet.</param>
/// <param name="Commit">X-Repo-Commit; null when no response had it.</param>
/// <param name="Hash">X-Linked-ETag or ETag, where it is a checksum.</param>
/// <param name="Size">X-Linked-Size, or the body's length of a whole answer.</param>
internal sealed record HubReply(
    HttpResponseMessage Message, string? Commit, ContentHash? Hash, long? Size) : IDisposable
{
    /// <summary>The status of the last response.</summary>
    public HttpStatusCode Status => Message.StatusCode;

    public void Dispose() => Message.Dispose();
}
