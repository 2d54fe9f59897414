using System.Runtime.CompilerServices;
using Mpa.Chats;

namespace Mpa.Web.Endpoints;

/// <summary>Passes replies on and counts them.</summary>
internal sealed class MeasuredModel(IChatModel model, ServerMetrics metrics, TimeProvider time)
{
    /// <inheritdoc cref="IChatModel.ReplyAsync"/>
    public async IAsyncEnumerable<ChatPiece> ReplyAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        ChatPiece? last = null;
        try
        {
            await foreach (ChatPiece piece in model.ReplyAsync(request, cancellation))
            {
                if (last is null)
                {
                    metrics.CountFirstToken(request.Model, time.GetElapsedTime(start));
                }

                last = piece;
                yield return piece;
            }
        }
        finally
        {
            if (last is not null)
            {
                string end = last.Finish?.ToString().ToLowerInvariant() ?? (cancellation.IsCancellationRequested ? "canceled" : "failed");
                metrics.CountReply(request.Model, end, last.PromptTokens, last.ReplyTokens, time.GetElapsedTime(start));
            }
        }
    }
}
