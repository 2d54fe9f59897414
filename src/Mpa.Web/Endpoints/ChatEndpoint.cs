using Microsoft.AspNetCore.Http;
using Mpa.Chats;
using Mpa.Web.Requests;
using Mpa.Web.Wire;

namespace Mpa.Web.Endpoints;

/// <summary>POST /v1/chat/completions.</summary>
internal sealed class ChatEndpoint(
    CallReader calls, MeasuredModel model, AdmissionGate gate, ServeOptions options, TimeProvider time)
{
    private const int BytesOfPixel = 4;

    // Some of the largest bodies or pictures: too much to keep, too little for a small request to wait for it.
    private readonly MemoryReturn _memory = new(64L << 20, MemoryReturn.Collect);

    /// <exception cref="ApiException">The request is wrong, there is no room, or it took too long.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        RequireJson(context.Request);
        long bytes = Math.Min(context.Request.ContentLength ?? long.MaxValue, options.MaxBodyBytes);
        using IDisposable place = gate.TryEnter(bytes)
            ?? throw (gate.IsClosed ? ApiException.Stopping() : ApiException.Busy(gate.WaitSeconds()));
        using CancellationTokenSource limit = new(options.Timeout, time);
        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        ReturnAfter(context, bytes);
        try
        {
            await AnswerAsync(context, end.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw ApiException.TimedOut(options.Timeout);
        }
    }

    // A web page of another site may send text/plain without asking first; JSON it may not, since this server answers
    // no such question (CORS).
    private static void RequireJson(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body's type is \"{request.ContentType}\"; send \"Content-Type: application/json\".");
        }
    }

    private void ReturnAfter(HttpContext context, long bytes) => context.Response.OnCompleted(() =>
    {
        _memory.Count(bytes);
        return Task.CompletedTask;
    });

    private async Task AnswerAsync(HttpContext context, CancellationToken cancellation)
    {
        ChatCall call = await calls.ReadAsync(context.Request, cancellation);
        ReturnAfter(context, call.Pixels * BytesOfPixel);
        string id = $"chatcmpl-{Guid.NewGuid():N}";
        long created = time.GetUtcNow().ToUnixTimeSeconds();
        context.Response.Headers["x-request-id"] = id;
        IAsyncEnumerable<ChatPiece> pieces = model.ReplyAsync(call.Request, cancellation);
        if (call.Stream)
        {
            await new ReplyStream(context.Response, call, id, created).WriteAsync(pieces, cancellation);
            return;
        }

        await context.Response.WriteAsJsonAsync(
            await WholeAsync(pieces, call, id, created), WireJson.Options, cancellation);
    }

    private static async Task<Completion> WholeAsync(
        IAsyncEnumerable<ChatPiece> pieces, ChatCall call, string id, long created)
    {
        List<ChatPiece> all = [];
        await foreach (ChatPiece piece in pieces)
        {
            all.Add(piece);
        }

        LogProbabilities? scores = call.Request.TopLogProbabilities is null
            ? null
            : LogProbabilities.Of(all.SelectMany(piece => piece.Tokens));
        CompletionMessage message = new("assistant", string.Concat(all.Select(piece => piece.Text)), null);
        CompletionChoice choice = new(0, message, scores, FinishNames.Of(all[^1].Finish));
        Usage usage = Usage.Of(all[^1].PromptTokens, all[^1].ReplyTokens);
        return new Completion(id, "chat.completion", created, call.Request.Model, [choice], usage);
    }
}
