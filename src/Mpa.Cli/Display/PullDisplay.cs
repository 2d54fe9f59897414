using Mpa.Hub;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mpa.Cli.Display;

/// <summary>
/// Shows a pull: a moving bar for a person at a terminal, else one line a finished file. Notes go to the error output.
/// </summary>
/// <param name="terminal">Where to.</param>
internal sealed class PullDisplay(Terminal terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly PullState _state = new(terminal.Time);
    private readonly Lock _lock = new();

    /// <summary>Takes news.</summary>
    public void Show(PullProgress news)
    {
        lock (_lock)
        {
            _state.Update(news);
            if (news.Note is not null)
            {
                terminal.Notices.Tell($"note: {news.Note}");
            }

            if (news.Finished is { } file && !terminal.Interactive)
            {
                terminal.Out.WriteLine($"  {file.Name,-40} {Format.Bytes(file.Size),10}  checked");
            }
        }
    }

    /// <summary>Runs the work while its news is shown.</summary>
    public Task RunAsync(Func<Task> work) => !terminal.Interactive
        ? work()
        : terminal.CreateConsole().Progress().AutoRefresh(false).AutoClear(true)
            .Columns(
                new ProgressBarColumn { Width = 30 },
                new TextColumn(() => _state.Size),
                new TextColumn(() => _state.Pace))
            .StartAsync(context => RunAsync(context, work));

    // As in LiveDisplay: the clock is ours, so that nothing is written once the work is done.
    private async Task RunAsync(ProgressContext context, Func<Task> work)
    {
        ProgressTask bar = context.AddTask("pull", maxValue: 1);
        await using (terminal.Time.CreateTimer(_ => Refresh(), null, Pause, Pause))
        {
            await work();
        }

        void Refresh()
        {
            lock (_lock)
            {
                bar.Value = _state.Share;
                context.Refresh();
            }
        }
    }
}

/// <summary>A pull as the display knows it: how far it is and how fast it goes.</summary>
internal sealed class PullState(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private PullProgress _last = new(0, 0, 0);

    /// <summary>0 to 1.</summary>
    public double Share => _last.Total == 0 ? 0 : _last.Done / (double)_last.Total;

    /// <summary>"1.2 GB / 4.5 GB".</summary>
    public string Size => $"{Format.Bytes(_last.Done)} / {Format.Bytes(_last.Total)}";

    /// <summary>
    /// "12 MB/s · 0:31 left", reckoned from what came over the network in this session; empty before anything did.
    /// </summary>
    public string Pace
    {
        get
        {
            double seconds = time.GetElapsedTime(_began).TotalSeconds;
            double rate = seconds > 0 ? _last.Received / seconds : 0;
            if (rate <= 0)
            {
                return "";
            }

            TimeSpan left = TimeSpan.FromSeconds((_last.Total - _last.Done) / rate);
            return $"{Format.Bytes(rate)}/s · {Format.Time(left)} left";
        }
    }

    /// <summary>Takes the next news.</summary>
    public void Update(PullProgress news) => _last = news;
}

/// <summary>A column of a live display that shows a text.</summary>
internal sealed class TextColumn(Func<string> text) : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(text()).Overflow(Overflow.Ellipsis);
}
