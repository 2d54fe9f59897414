using Microsoft.Extensions.AI;
using Mpa.Models;
using OpenAI.Chat;

namespace Mpa.Remote.Replies;

/// <summary>Reads a reply of the client library.</summary>
internal static class TurnReader
{
    /// <summary>Text, or the words of a refusal; and why it ended.</summary>
    public static Turn Read(ChatResponse response)
    {
        ErrorContent? refusal = response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>().FirstOrDefault();
        bool filtered = response.FinishReason == Microsoft.Extensions.AI.ChatFinishReason.ContentFilter;
        FinishReason finish = refusal is not null || filtered ? FinishReason.Refusal
            : response.FinishReason == Microsoft.Extensions.AI.ChatFinishReason.Length ? FinishReason.Length
            : FinishReason.Stop;
        return new Turn(
            refusal is null ? response.Text : response.Text + refusal.Message,
            finish,
            (int?)response.Usage?.InputTokenCount,
            (int?)response.Usage?.OutputTokenCount,
            response.ModelId ?? "",
            (response.RawRepresentation as ChatCompletion)?.SystemFingerprint);
    }
}
