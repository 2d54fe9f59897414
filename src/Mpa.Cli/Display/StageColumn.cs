using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mpa.Cli.Display;

/// <summary>A column of the live display: one text of a stage's state.</summary>
internal sealed class StageColumn(ConcurrentDictionary<int, StageState> states, Func<StageState, string> text) : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(states.TryGetValue(task.Id, out StageState? state) ? text(state) : "").Overflow(Overflow.Ellipsis);
}
