using Mpa.Hub;

namespace Mpa.Cli.Display;

/// <summary>A pull as the display knows it: how far it is and how fast it goes.</summary>
internal sealed class PullState(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private PullProgress _last = new(0, 0, 0);

    /// <summary>0 to 1.</summary>
    public double Share => _last.Total == 0 ? 0 : _last.Done / (double)_last.Total;

    /// <summary>"1.2 GB / 4.5 GB".</summary>
    public string Size => $"{Format.Bytes(_last.Done)} / {Format.Bytes(_last.Total)}";

    /// <summary>"12 MB/s · 0:31 left", reckoned from what came over the network in this session; empty before anything did.</summary>
    public string Pace
    {
        get
        {
            double seconds = time.GetElapsedTime(_began).TotalSeconds;
            double rate = seconds > 0 ? _last.Received / seconds : 0;
            return rate <= 0 ? "" : $"{Format.Bytes(rate)}/s · {Format.Time(TimeSpan.FromSeconds((_last.Total - _last.Done) / rate))} left";
        }
    }

    /// <summary>Takes the next news.</summary>
    public void Update(PullProgress news) => _last = news;
}
