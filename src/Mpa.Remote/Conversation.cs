using Microsoft.Extensions.AI;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Endpoints;
using Mpa.Remote.Failures;
using Mpa.Remote.Replies;
using Mpa.Remote.Requests;

namespace Mpa.Remote;

/// <summary>Asks one request: the question, and where the reply is of no use, what was wrong with it.</summary>
internal sealed class Conversation(ServerOptions options, ChatRequests requests, Sender sender, TimeProvider time)
{
    private volatile bool _structured = options.Structured == "auto";
    private volatile bool _answered;

    /// <summary>The reply, or why there is none.</summary>
    /// <returns>The cause is for counting; null for a reply.</returns>
    /// <exception cref="MpaException">Every request will fail as this one did.</exception>
    /// <exception cref="ServerGivenUpException">The server is gone.</exception>
    public async Task<(ModelReply Reply, string? Cause)> AskAsync(ModelRequest request, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        try
        {
            (ChatMessage message, int tokens) = await requests.MessageAsync(request);
            Sent first = await SendAsync([message], request, tokens, cancellation);
            return first.Turn is { } turn
                ? (await RepairAsync(request, message, turn, tokens, start, cancellation), null)
                : (ReplyBuilder.Of(first.Failure!, Share(start)), first.Failure!.Kind == FailureKind.Refusal ? null : first.Failure.Cause);
        }
        catch (ImageException error)
        {
            return (ReplyBuilder.Failed(error.Message), $"image {error.Cause}");
        }
    }

    /// <summary>Shows the model what was wrong, as often as the recipe says. A turn that fails leaves what there was before.</summary>
    private async Task<ModelReply> RepairAsync(
        ModelRequest request, ChatMessage message, Turn first, int tokens, long start, CancellationToken cancellation)
    {
        ReplyBuilder reply = new(tokens);
        reply.Add(first);
        List<ChatMessage> messages = [message];
        for (int repair = 0; repair < options.Repairs && Problem(request, reply.Last) is { } problem; repair++)
        {
            messages.Add(new ChatMessage(ChatRole.Assistant, reply.Last.Text));
            messages.Add(new ChatMessage(ChatRole.User, $"This reply can't be used: {problem}. Reply again, in the form asked for at first and with nothing else."));
            if ((await SendAsync(messages, request, tokens, cancellation)).Turn is not { } next)
            {
                break;
            }

            reply.Add(next);
        }

        return reply.Build(Share(start));
    }

    private static string? Problem(ModelRequest request, Turn turn) => turn.Finish == FinishReason.Stop ? request.Form?.Problem(turn.Text) : null;

    /// <summary>Sends; a server that can't hold to a schema is asked without, from then on.</summary>
    private async Task<Sent> SendAsync(IReadOnlyList<ChatMessage> messages, ModelRequest request, int tokens, CancellationToken cancellation)
    {
        bool structured = _structured && request.Form is not null;
        int all = tokens + request.Sampling.MaxNewTokens;
        Sent sent = await sender.SendAsync(messages, () => requests.Options(request, structured), all, cancellation);
        if (structured && sent.Failure is { Kind: FailureKind.Request })
        {
            Sent plain = await sender.SendAsync(messages, () => requests.Options(request, structured: false), all, cancellation);
            _structured &= plain.Turn is null;
            sent = plain;
        }

        Check(sent);
        return sent;
    }

    private void Check(Sent sent)
    {
        if (sent.Turn is { } turn)
        {
            _answered = true;
            Identity.Check(turn, options);
        }
        else if (sent.Failure!.Kind == FailureKind.Everything || (sent.Failure.Kind == FailureKind.Setup && !_answered))
        {
            throw new MpaException($"{options.Url}, model {options.Model}: {sent.Failure.Sentence}.{Hint(sent.Failure)}");
        }
    }

    private string Hint(Failure failure) => failure.Cause switch
    {
        "HTTP 401" or "HTTP 403" => options.KeyVariable is { } name ? $" Is the key in {name} right?" : " Does it want a key? Name its environment variable as teacher.keyVariable.",
        "HTTP 404" => " Is the model's name right, and does the url end where /chat/completions follows (often /v1)?",
        _ => "",
    };

    /// <summary>The time of a request, shared with those beside it, so that the sum over all is the time that passed.</summary>
    private double Share(long start) => time.GetElapsedTime(start).TotalSeconds / Math.Max(1, sender.Door.UnderWay + 1);
}
