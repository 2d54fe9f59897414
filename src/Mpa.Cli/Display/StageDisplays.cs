using System.Collections.Concurrent;
using Mpa.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mpa.Cli.Display;

/// <summary>
/// Progress for a person at a terminal: a moving bar a stage, with rate and time left, and the time left in all.
/// </summary>
internal sealed class LiveDisplay(
    IAnsiConsole console, ProgressContext progress, ConcurrentDictionary<int, StageState> states, Terminal terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<Stage, ProgressTask> _tasks = [];
    private readonly Lock _lock = new();

    /// <summary>Runs the work while its news is shown.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="planned">Seconds that each stage was planned to take; empty tells no time in all.</param>
    /// <param name="work">Takes what shows its news.</param>
    public static Task RunAsync(
        Terminal terminal, IReadOnlyDictionary<Stage, double> planned, Func<Action<StageProgress>, Task> work)
    {
        IAnsiConsole console = terminal.CreateConsole();
        ConcurrentDictionary<int, StageState> states = [];
        ProgressColumn[] columns =
        [
            new StageColumn(states, state => state.Label),
            new ProgressBarColumn { Width = 20 },
            new StageColumn(states, state => state.Count),
            new StageColumn(states, Findings, wraps: true),
            new StageColumn(states, state => state.ElapsedText),
        ];
        return console.Progress().AutoRefresh(false).AutoClear(false).HideCompleted(false).Columns(columns)
            .UseRenderHook((bars, _) => TimeLeft.Of(planned, states.Values) is { } left
                ? new Rows(bars, new Text($"              about {Format.Time(left)} left in all"))
                : bars)
            .StartAsync(context => new LiveDisplay(console, context, states, terminal).RunAsync(work));
    }

    private static string Findings(StageState state) =>
        string.Join("  ", new[] { state.Last.Summary, state.Pace }.Where(part => part != ""));

    // Spectre's own refresh thread may still write when the work is done, so the clock is ours:
    // once disposed, it is silent.
    private async Task RunAsync(Func<Action<StageProgress>, Task> work)
    {
        await using (terminal.Time.CreateTimer(_ => Refresh(), null, Pause, Pause))
        {
            await terminal.Notices.ShowAsync(Tell, () => work(Show));
        }

        Refresh();
    }

    private void Tell(string line)
    {
        lock (_lock)
        {
            console.WriteLine(line);
        }
    }

    private void Refresh()
    {
        lock (_lock)
        {
            progress.Refresh();
        }
    }

    private void Show(StageProgress news)
    {
        lock (_lock)
        {
            if (!_tasks.TryGetValue(news.Stage, out ProgressTask? task))
            {
                task = progress.AddTask(news.Stage.Name, autoStart: false);
                states[task.Id] = new StageState(news, terminal.Time);
                _tasks[news.Stage] = task;
                task.StartTask();
            }

            foreach (string note in news.Notes)
            {
                console.WriteLine(StageState.NoteIndent + note);
            }

            states[task.Id].Update(news);
            task.MaxValue = Math.Max(news.Total, 1);
            task.Value = news.Complete ? task.MaxValue : Math.Min(news.Done, task.MaxValue * 0.999);
        }
    }
}

/// <summary>What is left of a run.</summary>
internal static class TimeLeft
{
    /// <summary>
    /// The stage under way by its own pace, those after it as planned; null when nothing is left or nothing is known.
    /// </summary>
    public static TimeSpan? Of(IReadOnlyDictionary<Stage, double> planned, IEnumerable<StageState> states)
    {
        Dictionary<Stage, StageState> begun = states.ToDictionary(state => state.Last.Stage);
        double seconds = planned.Sum(stage => begun.GetValueOrDefault(stage.Key) is { } state
            ? state.Last.Complete ? 0 : state.SecondsLeft ?? stage.Value
            : stage.Value);
        return seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
    }
}

/// <summary>A column of the live display: one text of a stage's state.</summary>
/// <param name="states">Of the stages shown, by the number of their bars.</param>
/// <param name="text">What the column tells of one.</param>
/// <param name="wraps">Whether it is the one that gives way where the terminal is narrow.</param>
internal sealed class StageColumn(
    ConcurrentDictionary<int, StageState> states, Func<StageState, string> text, bool wraps = false)
    : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => !wraps;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(states.TryGetValue(task.Id, out StageState? state) ? text(state) : "").Overflow(Overflow.Ellipsis);
}

/// <summary>Progress for a file or a pipe: one line a finished stage.</summary>
internal sealed class PlainDisplay(TextWriter output, TimeProvider time)
{
    private readonly Dictionary<Stage, StageState> _states = [];

    /// <summary>Takes news of a stage.</summary>
    public void Show(StageProgress progress)
    {
        if (!_states.TryGetValue(progress.Stage, out StageState? state))
        {
            _states[progress.Stage] = state = new StageState(progress, time);
        }

        state.Update(progress);
        foreach (string note in progress.Notes)
        {
            output.WriteLine(StageState.NoteIndent + note);
        }

        if (progress.Complete)
        {
            output.WriteLine($"{state.Label}  {state.Count,-22}  {progress.Summary}  {state.ElapsedText}");
        }
    }
}
