using Mpa.Models;

namespace Mpa.Torch.Generation;

/// <summary>From requests to replies: images, prompts, batches, generation. Owns the model; for one thread.</summary>
internal sealed class BatchAnswerer(LoadedModel model, TorchModelOptions options, FeatureFiles? files = null)
    : IDisposable
{
    private readonly FeatureStore _images =
        new(new FeatureComputer(model.Network, model.Processor), model.Processor, options.ImageCacheBytes, files);

    private readonly ChatReader _reader = new(model.Encoder, model.MaxPositions);
    private readonly Generator _generator = new(model.Network, model.Encoder.Tokenizer, model.EndTokens);

    /// <summary>Image features held for further questions.</summary>
    public int ImagesHeld => _images.Held;

    /// <summary>A reply to each request, in order; each one's seconds are its share of the whole call's.</summary>
    public IReadOnlyList<ModelReply> Ask(IReadOnlyList<ModelRequest> requests, CancellationToken cancellation)
    {
        long start = options.Clock.GetTimestamp();
        PreparedChat[] chats = Prepare(requests, cancellation);
        ModelReply[] replies =
            [.. chats.Select(chat => new ModelReply("", FinishReason.Error, 0, 0, 0, chat.Error))];
        SamplingOptions[] sampling = [.. requests.Zip(chats, Sampling)];
        foreach (IReadOnlyList<int> rows in Batches(chats, sampling))
        {
            GenerationPrompt[] prompts =
                [.. rows.Select(row => new GenerationPrompt(chats[row].Chat!, chats[row].Features, sampling[row]))];
            foreach ((int row, GeneratedReply reply) in rows.Zip(_generator.Run(prompts, cancellation)))
            {
                replies[row] =
                    new ModelReply(reply.Text.Trim(), reply.Finish, chats[row].Length, reply.Tokens.Count, 0);
            }
        }

        _images.Trim();
        double seconds = options.Clock.GetElapsedTime(start).TotalSeconds / Math.Max(1, requests.Count);
        return [.. replies.Select(reply => reply with { Seconds = seconds })];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        model.Dispose();
    }

    private PreparedChat[] Prepare(IReadOnlyList<ModelRequest> requests, CancellationToken cancellation)
    {
        IReadOnlyDictionary<PromptImage, ImageOutcome> images =
            _images.Read(requests.SelectMany(PromptImage.Of), cancellation);
        return [.. requests.Select(request => SamplingRules.Violation(request.Sampling) is { } fault
            ? PreparedChat.Failed(fault)
            : _reader.Read(request.Prompt, [.. PromptImage.Of(request).Select(image => images[image])]))];
    }

    /// <summary>As asked for, completed by the model's own, and no more tokens than there are positions left.</summary>
    private SamplingOptions Sampling(ModelRequest request, PreparedChat chat)
    {
        int room = model.MaxPositions - chat.Length;
        return SamplingRules.Complete(request.Sampling, model) with
        {
            MaxNewTokens = Math.Min(request.Sampling.MaxNewTokens, room),
        };
    }

    /// <summary>Rows without an error, cut into batches.</summary>
    private IEnumerable<IReadOnlyList<int>> Batches(PreparedChat[] chats, SamplingOptions[] sampling)
    {
        int[] readable = [.. Enumerable.Range(0, chats.Length).Where(row => chats[row].Error is null)];
        int[] lengths = [.. readable.Select(row => chats[row].Length + sampling[row].MaxNewTokens)];
        return BatchPlan.Cut(lengths, options.BatchSize, options.BatchTokens)
            .Select(batch => (IReadOnlyList<int>)[.. batch.Select(place => readable[place])]);
    }
}

/// <summary>Which rows go through the model together.</summary>
internal static class BatchPlan
{
    /// <summary>
    /// Sorts rows by length, so that little is padded, and cuts them into batches of at most <paramref name="rows"/>
    /// rows and <paramref name="tokens"/> tokens with padding; a longer row is a batch of its own.
    /// </summary>
    /// <param name="lengths">Tokens of each row, with room for its reply.</param>
    /// <param name="rows">At least 1.</param>
    /// <param name="tokens">At least 1.</param>
    /// <returns>Places in <paramref name="lengths"/>; each once.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Cut(IReadOnlyList<int> lengths, int rows, int tokens)
    {
        List<IReadOnlyList<int>> batches = [];
        List<int> batch = [];
        foreach (int row in Enumerable.Range(0, lengths.Count).OrderBy(row => lengths[row]))
        {
            if (batch.Count > 0 && (batch.Count >= rows || (batch.Count + 1L) * lengths[row] > tokens))
            {
                batches.Add(batch);
                batch = [];
            }

            batch.Add(row);
        }

        return batch.Count > 0 ? [.. batches, batch] : batches;
    }
}
