using Mpa.Cli.Display;
using Mpa.Hub;
using Mpa.Runs;

namespace Mpa.Cli.Tests.Display;

/// <summary>What a display knows of a stage or a pull.</summary>
public sealed class DisplayStateTests
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
    public void Nothing_done_yet_gives_no_rate() =>
        Assert.Equal("", new StageState(News(100, ""), new SteppedTime()).Pace);

    [Fact]
    public void A_finished_stage_keeps_its_time()
    {
        SteppedTime time = new() { Seconds = 5 };
        StageState state = new(News(0, ""), time);
        state.Update(News(400, ""));
        time.Seconds = 12;
        state.Update(News(380, "done") with { Total = 380, Complete = true });
        time.Seconds = 99;

        Assert.Equal(("380/380 images", "0:07", ""), (state.Count, state.ElapsedText, state.Pace));
        Assert.Equal("done", state.Last.Summary);
    }

    [Theory]
    [InlineData(true, "done before")]
    [InlineData(false, "0:00")]
    public void Only_a_stage_of_an_earlier_session_was_done_before(bool earlier, string expected)
    {
        StageProgress last = News(0, "nothing to learn") with { Total = 0, Complete = true, Earlier = earlier };

        Assert.Equal(expected, new StageState(last, new SteppedTime()).ElapsedText);
    }

    [Fact]
    public void A_pulls_pace_is_that_of_this_session_only()
    {
        SteppedTime time = new();
        PullState state = new(time);

        state.Update(new PullProgress(Done: 600_000_000, Total: 1_000_000_000, Received: 0));
        Assert.Equal(("600 MB / 1.0 GB", ""), (state.Size, state.Pace));

        time.Seconds = 10;
        state.Update(new PullProgress(Done: 700_000_000, Total: 1_000_000_000, Received: 100_000_000));
        Assert.Equal(("700 MB / 1.0 GB", "10 MB/s · 0:30 left", 0.7), (state.Size, state.Pace, state.Share));
    }

    [Fact]
    public void Time_left_in_all_is_the_pace_of_the_stage_under_way_and_the_plan_of_those_after_it()
    {
        SteppedTime time = new();
        StageState state = new(News(0, ""), time);
        Dictionary<Stage, double> planned = new()
        {
            [Stage.Collect] = 7,
            [Stage.Annotate] = 100,
            [Stage.Identify] = 200,
        };
        StageState collected = new(News(4, "") with { Stage = Stage.Collect, Complete = true }, time);

        Assert.Equal(300, TimeLeft.Of(planned, [collected, state])!.Value.TotalSeconds);

        time.Seconds = 10;
        state.Update(News(200, ""));
        Assert.Equal(210, TimeLeft.Of(planned, [collected, state])!.Value.TotalSeconds);
        Assert.Null(TimeLeft.Of(new Dictionary<Stage, double>(), [state]));
    }

    [Fact]
    public async Task A_notice_begins_a_line_and_goes_to_the_display_while_there_is_one()
    {
        StringWriter error = new();
        Notices notices = new(error, interactive: true);
        List<string> shown = [];

        await notices.ShowAsync(shown.Add, () =>
        {
            notices.Tell("stopping");
            return Task.CompletedTask;
        });
        notices.Tell("stopped");

        Assert.Equal(["stopping"], shown);
        Assert.Equal($"{Environment.NewLine}stopped{Environment.NewLine}", error.ToString());
    }

    private static StageProgress News(long done, string summary) => new(
        Stage: Stage.Annotate,
        Done: done,
        Total: 400,
        Unit: "images",
        Summary: summary,
        Complete: false,
        Earlier: false);

    private sealed class SteppedTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
