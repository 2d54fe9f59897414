using Mpa.Models;

namespace Mpa.Web.Wire;

/// <summary>The protocol's names of why a reply ended.</summary>
internal static class FinishNames
{
    /// <param name="finish">Of a reply's last piece.</param>
    public static string Of(FinishReason? finish) => finish switch
    {
        FinishReason.Stop => "stop",
        FinishReason.Length => "length",
        _ => throw new InvalidOperationException($"A reply ended with {finish?.ToString() ?? "no reason"}."),
    };
}
