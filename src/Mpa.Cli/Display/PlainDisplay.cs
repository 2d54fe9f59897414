using Mpa.Runs;

namespace Mpa.Cli.Display;

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
