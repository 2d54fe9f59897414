using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mpa.Web.Wire;

namespace Mpa.Web.Endpoints;

/// <summary>What is served beside chats: the models' names, the server's health, its counts.</summary>
internal static class OtherEndpoints
{
    /// <summary>Adds them.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="names">The names that are served.</param>
    /// <param name="gate">Tells whether the server is stopping.</param>
    /// <param name="metrics">The counts.</param>
    /// <param name="since">When the server began, in Unix seconds.</param>
    public static void Map(
        IEndpointRouteBuilder routes,
        IReadOnlyList<string> names,
        AdmissionGate gate,
        ServerMetrics metrics,
        long since)
    {
        routes.MapGet(Routes.Models, context => WriteAsync(context, new ModelList("list", [.. names.Select(Entry)])));
        routes.MapGet(Routes.Models + "/{**name}", context =>
        {
            // The one escape that a path keeps: OpenAI's client writes owner%2Fname.
            string name = $"{context.GetRouteValue("name")}"
                .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
            return names.Contains(name)
                ? WriteAsync(context, Entry(name))
                : throw ApiException.UnknownModel(name, names);
        });
        routes.MapGet(Routes.Health, context =>
        {
            context.Response.StatusCode =
                gate.IsClosed ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return WriteAsync(context, new { status = gate.IsClosed ? "stopping" : "ok" });
        });
        routes.MapGet(Routes.Metrics, context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            return metrics.WriteAsync(context.Response.Body, context.RequestAborted);
        });

        ModelEntry Entry(string name) => new(name, "model", since, "mpa");
    }

    private static Task WriteAsync<T>(HttpContext context, T answer) =>
        context.Response.WriteAsJsonAsync(answer, WireJson.Options, context.RequestAborted);
}
