using Microsoft.AspNetCore.Http;
using Mpa.Web.Requests;

namespace Mpa.Web;

/// <summary>
/// What is wrong with a request, as OpenAI's error object tells it (platform.openai.com/docs/guides/error-codes).
/// </summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">Names the value and the next step.</param>
/// <param name="type">The kind of error.</param>
/// <param name="param">The part of the request that is wrong, such as "messages[0].content"; null where there is
/// none.</param>
/// <param name="code">For programs; null where the status says enough.</param>
internal sealed class ApiException(
    int status,
    string message,
    string type = ApiException.InvalidRequest,
    string? param = null,
    string? code = null) : Exception(message)
{
    private const string InvalidRequest = "invalid_request_error";
    private const string ServerError = "server_error";

    public int Status { get; } = status;

    public string Type { get; } = type;

    public string? Param { get; } = param;

    public string? Code { get; } = code;

    /// <summary>Seconds after which to come again; null where that would not help.</summary>
    public int? RetryAfter { get; init; }

    public static ApiException Invalid(string? param, string message, string? code = null) =>
        new(StatusCodes.Status400BadRequest, message, param: param, code: code);

    public static ApiException UnknownModel(string model, IReadOnlyList<string> names) =>
        new(
            StatusCodes.Status404NotFound,
            $"The model \"{JsonField.Shortened(model)}\" is not served here; there is: {string.Join(", ", names)}.",
            param: "model",
            code: "model_not_found");

    public static ApiException WrongToken(bool missing) => new(
        StatusCodes.Status401Unauthorized,
        missing
            ? "The token is missing: send it as \"Authorization: Bearer TOKEN\"."
            : "The token is wrong: send that of the server's MPA_SERVE_TOKEN.",
        code: "invalid_api_key");

    public static ApiException Busy(int seconds) => new(
        StatusCodes.Status429TooManyRequests,
        $"Too many requests are waiting; come again in {seconds} s.",
        "rate_limit_error",
        code: "rate_limit_exceeded")
    {
        RetryAfter = seconds,
    };

    public static ApiException Stopping() => new(
        StatusCodes.Status503ServiceUnavailable,
        "The server is stopping: it ends the replies under way and takes no new ones.",
        ServerError,
        code: "stopping")
    {
        RetryAfter = 5,
    };

    public static ApiException TimedOut(TimeSpan limit) => new(
        StatusCodes.Status504GatewayTimeout,
        $"The reply took longer than {limit.TotalSeconds:0} s; ask for fewer tokens, or serve with a longer --timeout.",
        ServerError,
        code: "timeout");

    public static ApiException Internal() => new(
        StatusCodes.Status500InternalServerError,
        "The server failed on this request; its own error output says why.",
        ServerError);

    /// <summary>An error of which only the status is known.</summary>
    public static ApiException OfStatus(int status, string path) => new(status, status switch
    {
        StatusCodes.Status404NotFound =>
            $"There is no {path}; there are /v1/chat/completions, /v1/models, /health and /metrics.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{path} does not take this method; GET reads, and POST asks /v1/chat/completions.",
        StatusCodes.Status413PayloadTooLarge => "The request's body is too large; send fewer or smaller images.",
        _ => $"The request can't be answered (HTTP {status}).",
    });
}
