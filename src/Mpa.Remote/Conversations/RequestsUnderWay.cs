using Mpa.Models;
using Mpa.Remote.Sending;

namespace Mpa.Remote.Conversations;

/// <summary>
/// The requests of a stage that were drawn and not answered yet: as many as the server bears at a time, and beside them
/// those that were told to wait.
/// </summary>
internal sealed class RequestsUnderWay : IAsyncDisposable
{
    private const int MostAside = 256;

    private readonly Conversation _conversation;
    private readonly LoadBalancer _balancer;
    private readonly IEnumerator<ModelRequest> _next;
    private readonly CancellationTokenSource _now;
    private readonly CancellationTokenSource _noMore;
    private readonly List<Task<(int, ModelReply, string?)>> _tasks = [];
    private int _drawn;
    private bool _more = true;

    /// <summary>Draws nothing yet.</summary>
    public RequestsUnderWay(
        Conversation conversation,
        LoadBalancer balancer,
        IEnumerable<ModelRequest> requests,
        CancellationToken cancellation)
    {
        (_conversation, _balancer, _next) = (conversation, balancer, requests.GetEnumerator());
        _now = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _noMore = CancellationTokenSource.CreateLinkedTokenSource(_now.Token);
    }

    /// <summary>A request that is done, with place, reply and cause of a failure; null when all are.</summary>
    public async Task<Task<(int Index, ModelReply Reply, string? Cause)>?> NextAsync()
    {
        while (true)
        {
            Task stepped = _balancer.SteppedAside;
            Draw();
            if (_tasks.Count == 0)
            {
                return null;
            }

            if (await Task.WhenAny([.. _tasks, stepped]) is Task<(int, ModelReply, string?)> done)
            {
                _tasks.Remove(done);
                return done;
            }
        }
    }

    /// <summary>Draws none, and ends those that wait to be sent; those that were sent are answered.</summary>
    public void SendNoMore()
    {
        _more = false;
        _noMore.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _now.CancelAsync();
        await ((Task)Task.WhenAll(_tasks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _next.Dispose();
        _noMore.Dispose();
        _now.Dispose();
    }

    private void Draw()
    {
        while (_more && HasRoom && (_more = _next.MoveNext()))
        {
            _tasks.Add(OneAsync(_drawn++, _next.Current));
        }
    }

    private bool HasRoom
    {
        get
        {
            int aside = _balancer.Aside;
            return _tasks.Count - aside < _balancer.Capacity && aside < MostAside;
        }
    }

    private async Task<(int Index, ModelReply Reply, string? Cause)> OneAsync(int index, ModelRequest request)
    {
        (ModelReply reply, string? cause) =
            await _conversation.AskAsync(request, new RequestEnds(_now.Token, _noMore.Token));
        return (index, reply, cause);
    }
}
