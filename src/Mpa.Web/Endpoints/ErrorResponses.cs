using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mpa.Web.Wire;

namespace Mpa.Web.Endpoints;

/// <summary>
/// The outermost step: turns what went wrong into the protocol's error object, and counts every request.
/// </summary>
/// <param name="metrics">Where requests are counted.</param>
/// <param name="errors">Told of failures of the server's own; never of a request's contents or headers.</param>
internal sealed class ErrorResponses(ServerMetrics metrics, TextWriter errors)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        int? left = null;
        try
        {
            await next(context);
            if (context.Response.StatusCode >= StatusCodes.Status400BadRequest && !context.Response.HasStarted)
            {
                await WriteAsync(context, ApiException.OfStatus(context.Response.StatusCode, context.Request.Path));
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            left = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception error)
        {
            await WriteAsync(context, Of(error, context));
        }
        finally
        {
            string? path = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            metrics.CountRequest(path ?? "other", left ?? context.Response.StatusCode);
        }
    }

    private ApiException Of(Exception error, HttpContext context)
    {
        switch (error)
        {
            case ApiException known:
                return known;
            case MpaException user:
                return new ApiException(StatusCodes.Status400BadRequest, user.Message);
            case BadHttpRequestException bad:
                return bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? ApiException.OfStatus(bad.StatusCode, context.Request.Path)
                    : new ApiException(bad.StatusCode, bad.Message);
            default:
                errors.WriteLine($"error: {context.Request.Method} {context.Request.Path}: {error}");
                return ApiException.Internal();
        }
    }

    private static async Task WriteAsync(HttpContext context, ApiException error)
    {
        if (context.Response.HasStarted)
        {
            // A stream under way can only be told as a part of itself; it then ends without its [DONE].
            string body = JsonSerializer.Serialize(ErrorBody.Of(error), WireJson.Options);
            await context.Response.WriteAsync($"data: {body}\n\n", context.RequestAborted);
            return;
        }

        context.Response.StatusCode = error.Status;
        if (error.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        await context.Response.WriteAsJsonAsync(ErrorBody.Of(error), WireJson.Options, context.RequestAborted);
    }
}
