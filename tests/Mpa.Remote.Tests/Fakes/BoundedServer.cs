using Microsoft.AspNetCore.Http;

namespace Mpa.Remote.Tests.Fakes;

/// <summary>
/// Bears so many requests at a time and answers 429 beyond. It answers one only when its client has sent as many as it
/// means to, so that what is under way is what the client wants, whatever the speed of the machine.
/// </summary>
internal sealed class BoundedServer(int limit, int requests)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _held = [];
    private int _answered;

    /// <summary>Requests that it bears at a time; may change.</summary>
    public int Limit { get; set; } = limit;

    /// <summary>Requests that the client means to have under way.</summary>
    public Func<int> Room { get; set; } = () => 1;

    /// <summary>How many were under way as each was answered.</summary>
    public List<int> UnderWay { get; } = [];

    /// <summary>Requests turned away.</summary>
    public int Refused { get; private set; }

    /// <summary>Told the number of requests answered so far.</summary>
    public Action<int> OnAnswered { get; set; } = _ => { };

    public async Task ReactAsync(HttpContext context)
    {
        TaskCompletionSource? place = Enter();
        if (place is null)
        {
            await Reactions.Status(429)(context);
            return;
        }

        Release();
        await place.Task;
        await Reactions.Reply("7")(context);
    }

    private TaskCompletionSource? Enter()
    {
        lock (_lock)
        {
            if (_held.Count >= Limit)
            {
                Refused++;
                return null;
            }

            TaskCompletionSource place = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _held.Enqueue(place);
            return place;
        }
    }

    /// <summary>Answers as many as the client has no room for; called whenever its room may have changed.</summary>
    public void Release()
    {
        lock (_lock)
        {
            while (_held.Count > 0 && _held.Count >= Math.Min(Room(), requests - _answered))
            {
                UnderWay.Add(_held.Count);
                OnAnswered(++_answered);
                _held.Dequeue().SetResult();
            }
        }
    }
}
