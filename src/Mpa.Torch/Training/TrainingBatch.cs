using Mpa.Statistics;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Training;

/// <summary>One conversation ready for the model, in plain arrays so that it can be made on any thread.</summary>
/// <param name="Chat">Ids and labels.</param>
/// <param name="Tiles">Of all its images, in reading order.</param>
internal sealed record EncodedExample(EncodedChat Chat, IReadOnlyList<PixelTile> Tiles);

/// <summary>Conversations padded on the right to one length, in plain arrays.</summary>
/// <param name="Chats">Ids and labels.</param>
/// <param name="Tiles">Image tiles of all rows, which may differ in size; empty without images.</param>
internal sealed record TrainingBatch(ChatBatch Chats, IReadOnlyList<PixelTile> Tiles)
{
    /// <summary>Joins conversations.</summary>
    /// <param name="examples">At least one; one of them at least has a label.</param>
    /// <param name="paddingId">Fills the shorter rows; never attended to and never learned.</param>
    public static TrainingBatch Collate(IReadOnlyList<EncodedExample> examples, int paddingId) => new(
        ChatBatch.Pad([.. examples.Select(example => example.Chat)], paddingId, PaddingSide.Right),
        [.. examples.SelectMany(example => example.Tiles)]);
}

/// <summary>Draws the batches in their order, each on another thread while the one before it is computed.</summary>
internal sealed class BatchesAhead : IDisposable
{
    private readonly Func<long, TrainingBatch> _batchAt;
    private readonly long _end;
    private long _next;
    private Task<TrainingBatch>? _ahead;

    /// <summary>Begins with the first.</summary>
    /// <param name="batchAt">The batch of a number counted from 0, always the same for the same number.</param>
    /// <param name="first">Number of the first.</param>
    /// <param name="end">Number after the last.</param>
    public BatchesAhead(Func<long, TrainingBatch> batchAt, long first, long end)
    {
        (_batchAt, _next, _end) = (batchAt, first, end);
        _ahead = Draw();
    }

    /// <summary>The next one; another is drawn meanwhile.</summary>
    public TrainingBatch Take()
    {
        Task<TrainingBatch> drawn = _ahead ?? throw new InvalidOperationException("all batches have been taken");
        TrainingBatch batch = drawn.GetAwaiter().GetResult();
        _ahead = Draw();
        return batch;
    }

    /// <summary>
    /// Waits for the one that is being drawn, so that nothing of the training is still at work after it.
    /// </summary>
    public void Dispose()
    {
        if (_ahead is { } drawn)
        {
            Task.WhenAny(drawn).Wait();
            _ = drawn.Exception; // nobody asks for this batch any more: its error is seen, and nobody's
        }
    }

    private Task<TrainingBatch>? Draw()
    {
        long number = _next++;
        return number < _end ? Task.Run(() => _batchAt(number)) : null;
    }
}

/// <summary>
/// Which example comes when: every pass shuffled anew, each a function of the seed and the pass alone, so that a resume
/// needs no stored order.
/// </summary>
/// <param name="count">Examples.</param>
/// <param name="seed">Equal seeds give equal orders.</param>
internal sealed class ExampleOrder(int count, int seed)
{
    private long _pass = -1;
    private int[] _order = [];

    /// <summary>The example at a place counted from 0 through all passes.</summary>
    public int At(long place)
    {
        if (place / count != _pass)
        {
            _pass = place / count;
            _order = Shuffled(new SplitMix64(((ulong)(uint)seed << 32) + (ulong)_pass));
        }

        return _order[place % count];
    }

    private int[] Shuffled(SplitMix64 random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
