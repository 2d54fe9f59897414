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
