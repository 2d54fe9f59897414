using Mpa.Recipes;

namespace Mpa.Remote.Replies;

/// <summary>Makes sure that the model that answers is the one that the recipe means.</summary>
internal static class Identity
{
    /// <exception cref="MpaException">The server reports another model or system fingerprint than the recipe says.</exception>
    public static void Check(Turn turn, ServerOptions options)
    {
        if (options.Reports is { } expected && turn.Model != expected && turn.SystemFingerprint != expected)
        {
            throw new MpaException(
                $"{options.Url} reports {turn.Reported ?? "neither a model nor a system_fingerprint"}, but teacher.reports is \"{expected}\": another model answers. Say the new name there to ask everything anew.");
        }
    }
}
