using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mpa.Web.Wire;

/// <summary>How answers are written: snake case, letters as they are.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>An error as the protocol wraps it.</summary>
internal sealed record ErrorBody(ErrorDetail Error)
{
    public static ErrorBody Of(ApiException error) =>
        new(new ErrorDetail(error.Message, error.Type, error.Param, error.Code));
}

/// <summary>What went wrong, for people (message) and programs (code).</summary>
internal sealed record ErrorDetail(string Message, string Type, string? Param, string? Code);

/// <summary>The names that are served.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

/// <summary>A name that is served.</summary>
/// <param name="Id">The name.</param>
/// <param name="Object">"model".</param>
/// <param name="Created">When the server began, in Unix seconds.</param>
/// <param name="OwnedBy">"mpa".</param>
internal sealed record ModelEntry(string Id, string Object, long Created, string OwnedBy);
