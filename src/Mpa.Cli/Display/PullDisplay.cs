using Mpa.Hub;
using Spectre.Console;

namespace Mpa.Cli.Display;

/// <summary>Shows a pull: a moving bar for a person at a terminal, else one line a finished file. Notes go to the error output.</summary>
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
                terminal.Error.WriteLine($"note: {news.Note}");
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
            .Columns(new ProgressBarColumn { Width = 30 }, new TextColumn(() => _state.Size), new TextColumn(() => _state.Pace))
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
