using Mpa.Models;

namespace Mpa.Torch.Generation;

/// <summary>From requests to replies: images, prompts, batches, generation. Not to be used from two threads at a time.</summary>
internal sealed class BatchAnswerer(LoadedModel parts, TorchModelOptions options, FeatureFiles? files = null) : IDisposable
{
    private readonly ImageStore _images = new(new FeatureComputer(parts.Network, parts.Processor), parts.Processor, options.ImageCacheBytes, files);
    private readonly ChatReader _reader = new(parts.Encoder, parts.MaxPositions);
    private readonly Generator _generator = new(parts.Network, parts.Encoder.Tokenizer, parts.EndTokens);

    /// <summary>Image features held for further questions.</summary>
    public int ImagesHeld => _images.Held;

    /// <summary>A reply to each request, in order; <see cref="ModelReply.Seconds"/> shares the time of the whole call.</summary>
    public IReadOnlyList<ModelReply> Ask(IReadOnlyList<ModelRequest> requests, CancellationToken cancellation)
    {
        long start = options.Clock.GetTimestamp();
        PreparedChat[] chats = Prepare(requests, r => r.Images, (r, images) => SamplingRules.Violation(r.Sampling) is { } fault
            ? PreparedChat.Failed(fault)
            : _reader.Read(r.Images, r.Prompt, null, images), cancellation);
        ModelReply[] replies = [.. chats.Select(chat => new ModelReply("", FinishReason.Error, 0, 0, 0, chat.Error))];
        SamplingOptions[] sampling = [.. requests.Zip(chats, (r, chat) => SamplingRules.Complete(r.Sampling, parts) with { MaxNewTokens = Math.Min(r.Sampling.MaxNewTokens, parts.MaxPositions - chat.Length) })];
        foreach (IReadOnlyList<int> rows in Batches(chats, row => sampling[row].MaxNewTokens))
        {
            IReadOnlyList<GeneratedReply> written = _generator.Run(
                [.. rows.Select(row => new GenerationPrompt(chats[row].Chat!, chats[row].Features, sampling[row]))], cancellation);
            foreach ((int row, GeneratedReply reply) in rows.Zip(written))
            {
                replies[row] = new ModelReply(reply.Text.Trim(), reply.Finish, chats[row].Length, reply.Tokens.Count, 0);
            }
        }

        _images.Trim();
        double seconds = options.Clock.GetElapsedTime(start).TotalSeconds / Math.Max(1, requests.Count);
        return [.. replies.Select(reply => reply with { Seconds = seconds })];
    }

    /// <summary>The log-probability of each answer, in order.</summary>
    public IReadOnlyList<ScoredAnswer> Score(IReadOnlyList<AnswerToScore> answers, CancellationToken cancellation)
    {
        PreparedChat[] chats = Prepare(answers, a => a.Images, (a, images) => _reader.Read(a.Images, a.Prompt, a.Answer, images), cancellation);
        ScoredAnswer[] scores = [.. chats.Select(chat => new ScoredAnswer([], [], chat.Error))];
        foreach (IReadOnlyList<int> rows in Batches(chats, _ => 0))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<ScoredAnswer> scored = AnswerScorer.Run(
                parts.Network, [.. rows.Select(row => chats[row].Chat!)], [.. rows.SelectMany(row => chats[row].Features)]);
            foreach ((int row, ScoredAnswer answer) in rows.Zip(scored))
            {
                scores[row] = answer;
            }
        }

        _images.Trim();
        return scores;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        parts.Dispose();
    }

    private PreparedChat[] Prepare<T>(
        IReadOnlyList<T> items,
        Func<T, IReadOnlyList<RequestImage>> asked,
        Func<T, IReadOnlyDictionary<string, ImageOutcome>, PreparedChat> read,
        CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, ImageOutcome> images = _images.Read(items.SelectMany(asked).Select(image => image.Path), cancellation);
        return [.. items.Select(item => read(item, images))];
    }

    /// <summary>Rows without an error, cut into batches.</summary>
    private IEnumerable<IReadOnlyList<int>> Batches(PreparedChat[] chats, Func<int, int> newTokens)
    {
        int[] readable = [.. Enumerable.Range(0, chats.Length).Where(row => chats[row].Error is null)];
        int[] lengths = [.. readable.Select(row => chats[row].Length + newTokens(row))];
        return BatchPlan.Cut(lengths, options.BatchSize, options.BatchTokens).Select(batch => (IReadOnlyList<int>)[.. batch.Select(place => readable[place])]);
    }
}
