using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>A stage as the display knows it: the last news, when it began, and how fast it goes.</summary>
internal sealed class StageState
{
    /// <summary>Stands before a note, so that it begins below the stage's count.</summary>
    public const string NoteIndent = "              ";

    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly long _doneBefore;
    private TimeSpan? _took;

    /// <summary>Begins with the stage's first news; what was done by then was done in earlier sessions.</summary>
    public StageState(StageProgress first, TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        _doneBefore = first.Done;
        Last = first;
    }

    /// <summary>The last news.</summary>
    public StageProgress Last { get; private set; }

    /// <summary>Time in this session, or "done before" for a stage that an earlier session completed.</summary>
    public string ElapsedText => Last.Earlier ? "done before" : Format.Time(Elapsed);

    private TimeSpan Elapsed => _took ?? _time.GetElapsedTime(_began);

    /// <summary>" 1 annotate".</summary>
    public string Label => $"{Last.Stage.Number,2} {Last.Stage.Name,-9}";

    /// <summary>"400/400 images".</summary>
    public string Count => $"{Format.Count(Last.Done)}/{Format.Count(Last.Total)} {Last.Unit}";

    /// <summary>By the pace of this session; null before there is one.</summary>
    public double? SecondsLeft => Rate is { } rate ? (Last.Total - Last.Done) / rate : null;

    // Items a second; null while nothing was done in this session, and when the stage is complete.
    private double? Rate =>
        !Last.Complete && Last.Done > _doneBefore && Elapsed > TimeSpan.Zero
            ? (Last.Done - _doneBefore) / Elapsed.TotalSeconds
            : null;

    /// <summary>
    /// "12.3/s · 0:31 left" while the stage runs and something was done in this session; else nothing.
    /// </summary>
    public string Pace => Rate is { } rate
        ? $"{Format.Rate(rate)} · {Format.Time(TimeSpan.FromSeconds(SecondsLeft!.Value))} left"
        : "";

    /// <summary>Takes the next news.</summary>
    public void Update(StageProgress progress)
    {
        Last = progress;
        _took ??= progress.Complete ? Elapsed : null;
    }
}
