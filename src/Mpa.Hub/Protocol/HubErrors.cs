using System.Net;
using System.Net.Http.Headers;

namespace Mpa.Hub.Protocol;

/// <summary>
/// What a hub's refusal means and what to do about it. The header X-Error-Code tells refusals of one status apart
/// (huggingface_hub, utils/_http.py, hf_raise_for_status).
/// </summary>
internal sealed class HubErrors(HubOptions options, HubModelName model)
{
    private const int LongestQuote = 200;

    /// <summary>The exception for a response that is no success.</summary>
    public Exception Of(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => Transient(response),
        >= HttpStatusCode.InternalServerError => Transient(response),
        _ => new MpaException(Message(response, Header(response, "X-Error-Code") ?? "")),
    };

    private string Message(HttpResponseMessage response, string code)
    {
        string hub = HubAddress.Show(options.Endpoint);
        string page = $"{hub.TrimEnd('/')}/{model.Repository}";
        return response.StatusCode switch
        {
            _ when code == "GatedRepo" =>
                $"{model}: gated, its owner wants terms accepted. Accept them at {page}, then {Authorize}",
            _ when code == "DisabledRepo" =>
                $"{model}: the hub has disabled this repository ({page})",
            HttpStatusCode.NotFound when code == "RevisionNotFound" =>
                $"{model}: the repository has no revision \"{model.Revision}\"; "
                + $"{page}/tree/main lists branches and tags",
            HttpStatusCode.NotFound when code == "EntryNotFound" =>
                $"{model}: the hub lists a file that it doesn't have ({Place(response)}); "
                + "try again later, or another HF_ENDPOINT",
            HttpStatusCode.Unauthorized when options.Token is not null =>
                $"{model}: the hub does not accept the token in HF_TOKEN{Quote(response)}; "
                + $"get a new one at {hub.TrimEnd('/')}/settings/tokens",
            HttpStatusCode.Unauthorized or HttpStatusCode.NotFound =>
                $"{model}: there is no such model at {hub}, or it is private: check the name, or {Authorize}",
            HttpStatusCode.Forbidden =>
                $"{model}: the hub refuses it{Quote(response)}; see {page}, and {Authorize}",
            _ => $"{Place(response)}: the hub answers {(int)response.StatusCode}{Quote(response)}",
        };
    }

    private string Authorize => options.Token is null
        ? "set HF_TOKEN to a token that may read it"
        : "give HF_TOKEN a token that may read it (the one set may not)";

    private TransientException Transient(HttpResponseMessage response)
    {
        TimeSpan? wait = RetryAfter(response.Headers.RetryAfter);
        string asks = wait > options.LongestWait ? $"; it asks to wait {wait:g}" : "";
        return new TransientException(
            $"{Place(response)}: the hub answers {(int)response.StatusCode}{Quote(response)}{asks}", wait);
    }

    // Both forms of RFC 9110, 10.2.3: seconds or a date.
    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > options.Time.GetUtcNow() ? date - options.Time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    // A server may echo the request: neither the token nor control characters come through.
    private string Quote(HttpResponseMessage response)
    {
        string said = Header(response, "X-Error-Message") ?? "";
        said = options.Token is null ? said : said.Replace(options.Token, "***", StringComparison.Ordinal);
        string text = new([.. said.Where(c => !char.IsControl(c))]);
        return text == "" ? "" : $" (\"{(text.Length > LongestQuote ? text[..LongestQuote] + "…" : text)}\")";
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private static string Place(HttpResponseMessage response) => HubAddress.Show(response.RequestMessage!.RequestUri!);
}
