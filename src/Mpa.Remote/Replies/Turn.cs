using Mpa.Models;

namespace Mpa.Remote.Replies;

/// <summary>One reply of a server.</summary>
/// <param name="Text">Raw.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="PromptTokens">Null when the server doesn't count.</param>
/// <param name="ReplyTokens">Null when the server doesn't count.</param>
/// <param name="Model">What the server calls itself; empty when it doesn't say.</param>
/// <param name="SystemFingerprint">Of the server's configuration; null when it doesn't say.</param>
internal sealed record Turn(string Text, FinishReason Finish, int? PromptTokens, int? ReplyTokens, string Model, string? SystemFingerprint)
{
    /// <summary>Model and system fingerprint, as far as the server states them; null when it states neither.</summary>
    public string? Reported
    {
        get
        {
            string text = string.Join(' ', new[] { Model, SystemFingerprint }.Where(part => !string.IsNullOrEmpty(part)));
            return text.Length == 0 ? null : text;
        }
    }

    /// <summary>The same with what a server repeats of the key taken out.</summary>
    public Turn Redacted(Func<string, string> redact) =>
        this with { Text = redact(Text), Model = redact(Model), SystemFingerprint = SystemFingerprint is null ? null : redact(SystemFingerprint) };
}
