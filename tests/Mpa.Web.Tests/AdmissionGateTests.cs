using FsCheck;
using FsCheck.Xunit;

namespace Mpa.Web.Tests;

public sealed class AdmissionGateTests
{
    [Property]
    public bool Never_more_are_inside_than_there_is_room_for(PositiveInt parallel, NonNegativeInt queue, bool[] comings)
    {
        AdmissionGate gate = new(parallel.Get, queue.Get, new ManualTime());
        Stack<IDisposable> inside = new();
        foreach (bool comes in comings)
        {
            if (comes && gate.TryEnter() is { } place)
            {
                inside.Push(place);
            }
            else if (!comes && inside.TryPop(out IDisposable? left))
            {
                left.Dispose();
                left.Dispose(); // a place is given back once
            }
        }

        return gate.Count == inside.Count && gate.Count <= (long)parallel.Get + queue.Get;
    }

    [Fact]
    public async Task A_closed_gate_tells_when_the_last_has_left()
    {
        AdmissionGate gate = new(1, 1, new ManualTime());
        IDisposable first = gate.TryEnter()!;
        IDisposable second = gate.TryEnter()!;

        Task empty = gate.CloseAsync();
        first.Dispose();
        bool early = empty.IsCompleted;
        second.Dispose();

        await empty.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(early);
        Assert.Null(gate.TryEnter());
    }
}
