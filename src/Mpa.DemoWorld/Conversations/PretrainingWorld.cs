using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>
/// An endless, indexed set of conversations: what a trainer reads. Example i is the same whoever asks for it, in any
/// order.
/// </summary>
public sealed class PretrainingWorld
{
    private const int ConversationStream = 2;
    private readonly long _seed;
    private readonly IReadOnlyList<ChartKind> _kinds;
    private readonly ChartSampler _sampler;

    /// <summary>Conversations about charts of these kinds.</summary>
    public PretrainingWorld(long seed, IReadOnlyList<ChartKind> kinds)
    {
        _seed = seed;
        _kinds = kinds;
        _sampler = new ChartSampler(seed);
    }

    /// <summary>The conversation with this index, about a chart of so many series (bounds included).</summary>
    public PretrainingExample Example(long index, int minSeries, int maxSeries)
    {
        ChartSample sample = _sampler.Sample(index, _kinds, minSeries, maxSeries);
        return ConversationBuilder.Build(sample, new WorldRandom(_seed, ConversationStream, index));
    }
}

/// <summary>One conversation about one chart.</summary>
/// <param name="Image">Shown with the first turn.</param>
/// <param name="Turns">What the user says and what the model is to say, in order.</param>
public sealed record PretrainingExample(RgbImage Image, IReadOnlyList<(string User, string Assistant)> Turns);
