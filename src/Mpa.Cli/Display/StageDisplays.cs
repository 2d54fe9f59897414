using System.Collections.Concurrent;
using Mpa.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mpa.Cli.Display;

/// <summary>Progress for a person at a terminal: a moving bar a stage, with rate and time left.</summary>
internal sealed class LiveDisplay(
    IAnsiConsole console, ProgressContext progress, ConcurrentDictionary<int, StageState> states, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<Stage, ProgressTask> _tasks = [];
    private readonly Lock _lock = new();

    /// <summary>Runs the work while its news is shown.</summary>
    public static Task RunAsync(IAnsiConsole console, TimeProvider time, Func<Action<StageProgress>, Task> work)
    {
        ConcurrentDictionary<int, StageState> states = [];
        ProgressColumn[] columns =
        [
            new StageColumn(states, state => state.Label),
            new ProgressBarColumn { Width = 20 },
            new StageColumn(states, state => state.Count),
            new StageColumn(states, Findings),
            new StageColumn(states, state => state.ElapsedText),
        ];
        return console.Progress().AutoRefresh(false).AutoClear(false).HideCompleted(false).Columns(columns)
            .StartAsync(context => new LiveDisplay(console, context, states, time).RunAsync(work));
    }

    private static string Findings(StageState state) =>
        string.Join("  ", new[] { state.Last.Summary, state.Pace }.Where(part => part != ""));

    // Spectre's own refresh thread may still write when the work is done, so the clock is ours:
    // once disposed, it is silent.
    private async Task RunAsync(Func<Action<StageProgress>, Task> work)
    {
        await using (time.CreateTimer(_ => Refresh(), null, Pause, Pause))
        {
            await work(Show);
        }

        Refresh();
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
                states[task.Id] = new StageState(news, time);
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

/// <summary>A column of the live display: one text of a stage's state.</summary>
internal sealed class StageColumn(ConcurrentDictionary<int, StageState> states, Func<StageState, string> text)
    : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

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
