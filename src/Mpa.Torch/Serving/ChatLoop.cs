using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace Mpa.Torch.Serving;

/// <summary>
/// What the model's thread does: takes replies as they arrive and lets one lane after another write a token of each
/// of its replies.
/// </summary>
internal sealed class ChatLoop : IDisposable
{
    private readonly IReadOnlyCollection<ChatLane> _lanes;
    private readonly BlockingCollection<(ChatLane Lane, OpenReply Reply)> _arrivals = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    /// <summary>Takes the thread until it is disposed.</summary>
    /// <param name="lanes">Those that replies can be written in; disposed by whoever made them, after this.</param>
    /// <param name="thread">The one that loaded the model.</param>
    public ChatLoop(IReadOnlyCollection<ChatLane> lanes, WorkThread thread)
    {
        _lanes = lanes;
        _loop = thread.Run(Run, CancellationToken.None);
    }

    /// <summary>Hands a reply to the thread; how it goes on is told through the reply.</summary>
    /// <exception cref="InvalidOperationException">The loop has ended.</exception>
    public void Add(ChatLane lane, OpenReply reply, CancellationToken cancellation) =>
        _arrivals.Add((lane, reply), cancellation);

    /// <summary>Ends the replies under way with an error, and frees the thread.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _loop.Wait();
        _arrivals.Dispose();
        _end.Dispose();
    }

    private void Run()
    {
        using IDisposable inference = inference_mode();
        try
        {
            while (true)
            {
                TakeArrivals();
                foreach (ChatLane lane in _lanes.Where(lane => lane.HasWork))
                {
                    lane.Advance();
                }
            }
        }
        catch (Exception error)
        {
            // Whoever waits is told, whatever ends the loop; who comes after is refused.
            bool closed = error is OperationCanceledException;
            FailAll(closed ? new OperationCanceledException("The model was closed.") : error);
        }
    }

    /// <summary>Waits only where there is nothing to do.</summary>
    private void TakeArrivals()
    {
        _end.Token.ThrowIfCancellationRequested();
        while (_arrivals.TryTake(out (ChatLane Lane, OpenReply Reply) arrival, Wait(), _end.Token))
        {
            arrival.Lane.Add(arrival.Reply);
        }

        int Wait() => _lanes.Any(lane => lane.HasWork) ? 0 : Timeout.Infinite;
    }

    private void FailAll(Exception error)
    {
        _arrivals.CompleteAdding();
        foreach ((ChatLane lane, OpenReply reply) in _arrivals.GetConsumingEnumerable())
        {
            lane.Add(reply);
        }

        foreach (ChatLane lane in _lanes)
        {
            lane.FailAll(error);
        }
    }
}
