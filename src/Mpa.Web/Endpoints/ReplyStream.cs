using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Mpa.Chats;
using Mpa.Web.Requests;
using Mpa.Web.Wire;

namespace Mpa.Web.Endpoints;

/// <summary>Sends a reply while it is written, as server-sent events.</summary>
internal sealed class ReplyStream(HttpResponse response, ChatCall call, string id, long created)
{
    /// <summary>Nothing is sent before the first piece: until then an error still has a status of its own.</summary>
    public async Task WriteAsync(IAsyncEnumerable<ChatPiece> pieces, CancellationToken cancellation)
    {
        ChatPiece? last = null;
        await foreach (ChatPiece piece in pieces)
        {
            if (last is null)
            {
                response.ContentType = "text/event-stream";
                await SendAsync(new ChunkDelta("assistant", ""), null, null, cancellation);
            }

            last = piece;
            if (piece.Text.Length > 0 || piece.Tokens.Count > 0)
            {
                await SendAsync(new ChunkDelta(Content: piece.Text), piece.Tokens, null, cancellation);
            }
        }

        await SendAsync(new ChunkDelta(), null, FinishNames.Of(last?.Finish), cancellation);
        if (call.IncludeUsage)
        {
            await SendAsync(Chunk([], Usage.Of(last!.PromptTokens, last.ReplyTokens)), cancellation);
        }

        await response.WriteAsync("data: [DONE]\n\n", cancellation);
    }

    private Task SendAsync(
        ChunkDelta delta, IReadOnlyList<TokenScore>? scores, string? finish, CancellationToken cancellation)
    {
        bool told = scores is not null && call.Request.TopLogProbabilities is not null;
        LogProbabilities? probabilities = told ? LogProbabilities.Of(scores!) : null;
        return SendAsync(Chunk([new ChunkChoice(0, delta, probabilities, finish)], null), cancellation);
    }

    private CompletionChunk Chunk(IReadOnlyList<ChunkChoice> choices, Usage? usage) =>
        new(id, "chat.completion.chunk", created, call.Request.Model, choices, usage);

    private async Task SendAsync(CompletionChunk chunk, CancellationToken cancellation)
    {
        await response.WriteAsync($"data: {JsonSerializer.Serialize(chunk, WireJson.Options)}\n\n", cancellation);
        await response.Body.FlushAsync(cancellation);
    }
}
