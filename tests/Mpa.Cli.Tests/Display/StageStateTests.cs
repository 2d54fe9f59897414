using Mpa.Cli.Display;
using Mpa.Runs;

namespace Mpa.Cli.Tests.Display;

public sealed class StageStateTests
{
    [Fact]
    public void Rate_and_time_left_count_this_session_only()
    {
        SteppedTime time = new();
        StageState state = new(News(100, "0 pairs"), time);

        time.Seconds = 10;
        state.Update(News(150, "7 pairs"));

        Assert.Equal(" 1 annotate ", state.Label);
        Assert.Equal("150/400 images", state.Count);
        Assert.Equal("5.0/s · 0:50 left", state.Pace);
    }

    [Fact]
    public void Nothing_done_yet_gives_no_rate() => Assert.Equal("", new StageState(News(100, ""), new SteppedTime()).Pace);

    [Fact]
    public void A_finished_stage_keeps_its_time()
    {
        SteppedTime time = new() { Seconds = 5 };
        StageState state = new(News(0, ""), time);
        state.Update(News(400, ""));
        time.Seconds = 12;
        state.Update(new StageProgress(Stage.Annotate, 380, 380, "images", "done", Complete: true));
        time.Seconds = 99;

        Assert.Equal(("380/380 images", "done", "0:07", ""), (state.Count, state.Last.Summary, state.ElapsedText, state.Pace));
    }

    [Theory]
    [InlineData(true, "done before")]
    [InlineData(false, "0:00")]
    public void Only_a_stage_of_an_earlier_session_was_done_before(bool earlier, string expected) =>
        Assert.Equal(expected, new StageState(new StageProgress(Stage.Level, 0, 0, "pairs", "nothing to learn", Complete: true, earlier), new SteppedTime()).ElapsedText);

    private static StageProgress News(long done, string summary) => new(Stage.Annotate, done, 400, "images", summary);

    private sealed class SteppedTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
