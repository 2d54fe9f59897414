using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>
/// Tells the person what a served model waits for, so that a server that turns everything away doesn't look like a
/// program that hangs: after ten seconds, and then each time the wait has grown by half. What else there is to know of
/// its server is told once.
/// </summary>
internal sealed class WaitingNotes : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(10);

    private readonly IServedModel _model;
    private readonly RunSession _run;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long? _since;
    private TimeSpan _next;
    private string? _told;

    /// <summary>Begins to watch.</summary>
    public WaitingNotes(IServedModel model, RunSession run)
    {
        (_model, _run, _clock) = (model, run, run.Parts.Clock);
        _timer = _clock.CreateTimer(_ => Look(), null, Often, Often);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        TellNotice();
    }

    private void TellNotice()
    {
        if (_model.Notice is { } notice && Interlocked.Exchange(ref _told, notice) != notice)
        {
            _run.Note(notice);
        }
    }

    private void Look()
    {
        TellNotice();
        if (_model.Waiting is not { } what)
        {
            _since = null;
            return;
        }

        _next = _since is null ? TimeSpan.Zero : _next;
        long since = _since ??= _clock.GetTimestamp();
        TimeSpan waited = _clock.GetElapsedTime(since);
        if (waited >= _next)
        {
            _next = waited + Often + (waited / 2);
            _run.Note(what);
        }
    }
}
