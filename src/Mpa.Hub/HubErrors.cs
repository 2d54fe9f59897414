using System.Net;
using System.Net.Http.Headers;

namespace Mpa.Hub;

/// <summary>
/// What a hub's refusal means and what to do about it. The header X-Error-Code tells refusals of one status apart (huggingface_hub,
/// utils/_http.py, hf_raise_for_status).
/// </summary>
internal sealed class HubErrors(HubOptions options, HubModelName model)
{
    private const int LongestQuote = 200;

    /// <summary>The exception for a response that is no success.</summary>
    public Exception Of(HttpResponseMessage response)
    {
        string code = Header(response, "X-Error-Code") ?? "";
        string page = $"{HubAddress.Show(options.Endpoint).TrimEnd('/')}/{model.Repository}";
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => Transient(response),
            _ when code == "GatedRepo" => new MpaException($"{model}: gated, its owner wants terms accepted. Accept them at {page}, then {Authorise}"),
            _ when code == "DisabledRepo" => new MpaException($"{model}: the hub has disabled this repository ({page})"),
            HttpStatusCode.NotFound when code == "RevisionNotFound" => new MpaException($"{model}: the repository has no revision \"{model.Revision}\"; {page}/tree/main lists branches and tags"),
            HttpStatusCode.NotFound when code == "EntryNotFound" => new MpaException($"{model}: the hub lists a file that it doesn't have ({Place(response)}); try again later, or another HF_ENDPOINT"),
            HttpStatusCode.Unauthorized when options.Token is not null => new MpaException($"{model}: the hub does not accept the token in HF_TOKEN{Quote(response)}; get a new one at {HubAddress.Show(options.Endpoint).TrimEnd('/')}/settings/tokens"),
            HttpStatusCode.Unauthorized or HttpStatusCode.NotFound => new MpaException($"{model}: there is no such model at {HubAddress.Show(options.Endpoint)}, or it is private: check the name, or {Authorise}"),
            HttpStatusCode.Forbidden => new MpaException($"{model}: the hub refuses it{Quote(response)}; see {page}, and {Authorise}"),
            _ => new MpaException($"{Place(response)}: the hub answers {(int)response.StatusCode}{Quote(response)}"),
        };
    }

    private string Authorise => options.Token is null
        ? "set HF_TOKEN to a token that may read it"
        : "give HF_TOKEN a token that may read it (the one set may not)";

    private TransientException Transient(HttpResponseMessage response)
    {
        TimeSpan? wait = RetryAfter(response.Headers.RetryAfter);
        string asks = wait > options.LongestWait ? $"; it asks to wait {wait:g}" : "";
        return new TransientException($"{Place(response)}: the hub answers {(int)response.StatusCode}{Quote(response)}{asks}", wait);
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
