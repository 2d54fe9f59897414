using System.Security.Cryptography;

namespace Mpa.DemoWorld.Tests;

/// <summary>Charts for tests.</summary>
internal static class Sample
{
    public static ChartSample Of(int index, ChartKind kind, int minSeries = 1, int maxSeries = 6, long seed = 11) =>
        new ChartSampler(seed).Sample(index, [kind], minSeries, maxSeries);

    /// <summary>A chart of these contents with the look of some sampled chart.</summary>
    public static Chart With(params (string Color, int Value)[] series)
    {
        Chart chart = Of(0, ChartKind.Bar, series.Length, series.Length).Chart;
        return chart with { Series = [.. series.Select(one => new Series(one.Color, one.Value))] };
    }

    public static string Hash(IEnumerable<ChartSample> samples)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ChartSample sample in samples)
        {
            hash.AppendData(sample.Image.Pixels);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(sample.Chart.Contents));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
