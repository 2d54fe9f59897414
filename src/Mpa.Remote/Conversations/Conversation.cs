using Microsoft.Extensions.AI;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Remote.Failures;
using Mpa.Remote.Sending;

namespace Mpa.Remote.Conversations;

/// <summary>Asks one request: the question, and where the reply is of no use, what was wrong with it.</summary>
internal sealed class Conversation(ServerSection section, ChatRequests requests, Sender sender, TimeProvider time)
{
    private volatile bool _structured = section.Options.Structured == "auto";
    private readonly ThinkingSwitch _thinking = new(section);
    private volatile bool _answered;

    /// <summary>What a person should know of how the server takes what it is asked; null for nothing.</summary>
    public string? Notice => _thinking.Notice;

    /// <summary>The reply, or why there is none.</summary>
    /// <returns>The cause is for counting; null for a reply.</returns>
    /// <exception cref="MpaException">Every request will fail as this one did.</exception>
    /// <exception cref="ServerGivenUpException">The server is gone.</exception>
    public async Task<(ModelReply Reply, string? Cause)> AskAsync(ModelRequest request, RequestEnds ends)
    {
        long start = time.GetTimestamp();
        try
        {
            (ChatMessage message, int tokens) = await requests.MessageAsync(request);
            ExchangeResult first = await SendAsync([message], request, tokens, ends);
            if (first.Failure is { } failure)
            {
                string? cause = failure.Kind == FailureKind.Refusal ? null : failure.Cause;
                return (ReplyBuilder.Of(failure, Share(start)), cause);
            }

            return (await RepairAsync(request, message, first.Turn!, tokens, start, ends), null);
        }
        catch (ImageException error)
        {
            return (ReplyBuilder.Failed(error.Message), $"image {error.Cause}");
        }
    }

    /// <summary>
    /// Shows the model what was wrong, as often as the recipe says. A turn that fails leaves what there was before.
    /// </summary>
    private async Task<ModelReply> RepairAsync(
        ModelRequest request, ChatMessage message, Turn first, int tokens, long start, RequestEnds ends)
    {
        ReplyBuilder reply = new(tokens);
        reply.Add(first);
        List<ChatMessage> messages = [message];
        for (int repair = 0; repair < section.Options.Repairs; repair++)
        {
            if (Problem(request, reply.Last) is not { } problem)
            {
                break;
            }

            messages.Add(new ChatMessage(ChatRole.Assistant, reply.Last.Words));
            string advice = "Reply again, in the form asked for at first and with nothing else.";
            messages.Add(new ChatMessage(ChatRole.User, $"This reply can't be used: {problem}. {advice}"));
            if (await NextAsync(messages, request, tokens, ends) is not { } next)
            {
                break;
            }

            reply.Add(next);
        }

        return reply.Build(Share(start));
    }

    /// <summary>
    /// A further turn; null when there is none, whatever ended it. The turn before is paid for, and other requests find
    /// out whether all will fail.
    /// </summary>
    private async Task<Turn?> NextAsync(
        IReadOnlyList<ChatMessage> messages, ModelRequest request, int tokens, RequestEnds ends)
    {
        try
        {
            return (await SendAsync(messages, request, tokens, ends)).Turn;
        }
        catch (Exception error) when (error is MpaException or ServerGivenUpException or OperationCanceledException)
        {
            return null;
        }
    }

    private static string? Problem(ModelRequest request, Turn turn) =>
        turn.Finish == FinishReason.Stop ? request.Form?.Problem(turn.Text) : null;

    /// <summary>
    /// Sends; a server that can't hold to a schema, or be told how much to think, is asked without, from then on.
    /// </summary>
    private async Task<ExchangeResult> SendAsync(
        IReadOnlyList<ChatMessage> messages, ModelRequest request, int tokens, RequestEnds ends)
    {
        bool structured = _structured && request.Form is not null;
        ThinkingWay way = _thinking.Way;
        string? refusal = null;
        ExchangeResult result = await SendAsAsync();
        while (result.Failure is { Kind: FailureKind.Request } refused)
        {
            if (structured && !ThinkingWays.IsNamed(refused.Detail))
            {
                structured = false;
            }
            else if (_thinking.After(way) is { } next)
            {
                (way, refusal, structured) = (next, refused.Sentence, _structured && request.Form is not null);
            }
            else
            {
                break;
            }

            result = await SendAsAsync();
        }

        if (result.Turn is { } turn)
        {
            _structured &= structured || request.Form is null;
            _thinking.Answered(way, refusal, turn.HasThoughts);
        }

        Check(result);
        return result;

        Task<ExchangeResult> SendAsAsync() => sender.SendAsync(
            messages,
            () => requests.Options(request, structured, way),
            tokens + request.Sampling.MaxNewTokens + section.Options.ThinkingTokens,
            ends);
    }

    private void Check(ExchangeResult result)
    {
        if (result.Turn is { } turn)
        {
            _answered = true;
            turn.CheckIdentity(section);
        }
        else if (result.Failure!.Kind == FailureKind.Everything
            || (result.Failure.Kind == FailureKind.Setup && !_answered))
        {
            string asked = $"{section.Options.Url}, model {section.Options.Model}";
            throw new MpaException($"{asked}: {result.Failure.Sentence}.{Hint(result.Failure)}");
        }
    }

    private string Hint(RequestFailure failure) => failure.Cause switch
    {
        "HTTP 401" or "HTTP 403" => section.Options.KeyVariable is { } name
            ? $" Is the key in {name} right?"
            : $" Does it want a key? Name its environment variable as {section.Key("keyVariable")}.",
        "HTTP 404" => " Is the model's name right, and does the url end where /chat/completions follows (often /v1)?",
        _ => "",
    };

    /// <summary>
    /// The time of a request, shared with those beside it, so that the sum over all is the time that passed.
    /// </summary>
    private double Share(long start) =>
        time.GetElapsedTime(start).TotalSeconds / Math.Max(1, sender.Balancer.UnderWay + 1);
}
