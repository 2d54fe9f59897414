using Mpa.Cli.Display;
using Mpa.Hub;

namespace Mpa.Cli.Tests.Display;

public sealed class PullStateTests
{
    [Fact]
    public void The_pace_is_that_of_this_session_only()
    {
        Clock clock = new();
        PullState state = new(clock);

        state.Update(new PullProgress(Done: 600_000_000, Total: 1_000_000_000, Received: 0));
        Assert.Equal(("600 MB / 1.0 GB", ""), (state.Size, state.Pace));

        clock.Seconds = 10;
        state.Update(new PullProgress(Done: 700_000_000, Total: 1_000_000_000, Received: 100_000_000));
        Assert.Equal(("700 MB / 1.0 GB", "10 MB/s · 0:30 left", 0.7), (state.Size, state.Pace, state.Share));
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
