using System.Runtime.CompilerServices;
using Mpa.Chats;
using Prometheus;

namespace Mpa.Web;

/// <summary>What the server counts, in Prometheus's text format.</summary>
internal sealed class ServerMetrics
{
    // Half a hundredth of a second to five minutes.
    private static readonly double[] Seconds =
    [
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
        120,
        300,
    ];

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Counter _requests;
    private readonly Counter _replies;
    private readonly Counter _promptTokens;
    private readonly Counter _replyTokens;
    private readonly Histogram _firstToken;
    private readonly Histogram _duration;

    /// <param name="gate">Whose count is told.</param>
    public ServerMetrics(AdmissionGate gate)
    {
        MetricFactory factory = Metrics.WithCustomRegistry(_registry);
        HistogramConfiguration times = new() { Buckets = Seconds, LabelNames = ["model"] };
        _requests = factory.CreateCounter(
            "mpa_http_requests_total", "HTTP requests by path and status (499: the client left).", "path", "status");
        _replies = factory.CreateCounter("mpa_replies_total", "Replies by model and how they ended.", "model", "end");
        _promptTokens = factory.CreateCounter(
            "mpa_prompt_tokens_total", "Tokens read, those of images included.", "model");
        _replyTokens = factory.CreateCounter("mpa_reply_tokens_total", "Tokens written.", "model");
        _firstToken = factory.CreateHistogram(
            "mpa_first_token_seconds", "From a request's headers to its first token.", times);
        _duration = factory.CreateHistogram(
            "mpa_reply_seconds", "From a request's headers to its last token.", times);
        Gauge present = factory.CreateGauge("mpa_requests_present", "Chat requests being answered or waiting.");
        _registry.AddBeforeCollectCallback(() => present.Set(gate.Count));
    }

    public void CountRequest(string path, int status) => _requests.WithLabels(path, $"{status}").Inc();

    public void CountFirstToken(string model, TimeSpan since) =>
        _firstToken.WithLabels(model).Observe(since.TotalSeconds);

    /// <summary>Counts a reply that began.</summary>
    /// <param name="model">One of the served names.</param>
    /// <param name="end">A finish reason, "left", "timeout" or "failed".</param>
    /// <param name="promptTokens">Tokens read.</param>
    /// <param name="replyTokens">Tokens written.</param>
    /// <param name="since">The time it took.</param>
    public void CountReply(string model, string end, int promptTokens, int replyTokens, TimeSpan since)
    {
        _replies.WithLabels(model, end).Inc();
        _promptTokens.WithLabels(model).Inc(promptTokens);
        _replyTokens.WithLabels(model).Inc(replyTokens);
        _duration.WithLabels(model).Observe(since.TotalSeconds);
    }

    public Task WriteAsync(Stream stream, CancellationToken cancellation) =>
        _registry.CollectAndExportAsTextAsync(stream, cancellation);
}

/// <summary>Passes replies on and counts them.</summary>
internal sealed class MeasuredModel(IChatModel model, ServerMetrics metrics, TimeProvider time)
{
    /// <inheritdoc cref="IChatModel.ReplyAsync"/>
    public async IAsyncEnumerable<ChatPiece> ReplyAsync(
        ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
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
                string end = last.Finish?.ToString().ToLowerInvariant()
                    ?? (cancellation.IsCancellationRequested ? "canceled" : "failed");
                metrics.CountReply(request.Model, end, last.PromptTokens, last.ReplyTokens, time.GetElapsedTime(start));
            }
        }
    }
}
