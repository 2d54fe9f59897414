using Mpa.Torch.Families;
using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Pretraining;

/// <summary>
/// First weights of a model trained from nothing. With the library's usual 0.02 a small model never starts to look at
/// the image; with the spread set by each layer's inputs it does (docs/log.md).
/// </summary>
internal static class Initializer
{
    // Layers that write into the residual stream start small, so that a deep stack starts near the identity.
    private static readonly string[] Outputs = ["out_proj.weight", "fc2.weight", "o_proj.weight", "down_proj.weight"];
    private const double OutputScale = 0.3;
    private const double PositionSpread = 0.3;
    private const double TokenSpread = 0.05;

    /// <summary>Fills every parameter; the same seed gives the same weights.</summary>
    public static void Fill(IVisionLanguageNetwork network, long seed)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Generator generator = new((ulong)seed, CPU);
        foreach ((string name, Parameter value) in network.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (value.dim() < 2)
            {
                value.fill_(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
            }
            else
            {
                value.copy_(randn(value.shape, generator: generator).TimesInPlace(Spread(name, value)));
            }
        }
    }

    private static double Spread(string name, Parameter value)
    {
        if (name.EndsWith("position_embedding.weight", StringComparison.Ordinal))
        {
            return PositionSpread;
        }

        if (name.EndsWith("embed_tokens.weight", StringComparison.Ordinal))
        {
            return TokenSpread;
        }

        double fanIn = value.numel() / (double)value.shape[0];
        bool output = Outputs.Any(end => name.EndsWith(end, StringComparison.Ordinal));
        return (output ? OutputScale : 1) / Math.Sqrt(fanIn);
    }
}
