using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Files;
using Mpa.Recipes;

namespace Mpa.Remote;

/// <summary>
/// Identifies a served model by what its answers depend on as far as a recipe can tell it: never by address, key, limits or prices, so that
/// a run may move to another server of the same model.
/// </summary>
internal static class RemoteFingerprint
{
    /// <summary>Computed from the recipe alone.</summary>
    public static string Of(ServerOptions options)
    {
        object?[] parts =
        [
            "served", options.Model, options.Revision, options.Reports, options.ExtraBody, options.Structured, options.Repairs,
            options.ImageFormats.Order(StringComparer.Ordinal), options.MaxPixels, options.MaxImageBytes,
        ];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts, MpaJson.Line)));
    }
}
