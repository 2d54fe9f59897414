using Mpa.Torch.Checkpoints;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>Compares logits with a golden summary: the last positions in full, log-sum-exp and arg-max at every real position.</summary>
internal static class LogitsSummary
{
    // A smaller margin between the two likeliest tokens is rounding noise.
    private const double SureMargin = 1e-3;

    public static void Check(SafetensorsFile expected, string prefix, Tensor logits, Tensor attention, double tolerance)
    {
        Tensor real = attention.to_type(ScalarType.Bool); // [B, L]
        if (expected.Entries.ContainsKey(prefix + "logits_last"))
        {
            Tensor last = expected.Read(prefix + "logits_last"); // [B, k, V]
            long first = logits.shape[1] - last.shape[1];
            Tensor shown = real.narrow(1, first, last.shape[1]).unsqueeze(-1).to_type(ScalarType.Float32); // [B, k, 1]
            Near.Equal(last.mul(shown), logits.narrow(1, first, last.shape[1]).mul(shown), tolerance, "last logits");
        }

        Tensor lse = expected.Read(prefix + "logits_lse");
        Near.Equal(lse.masked_select(real), logits.logsumexp(-1).masked_select(real), tolerance, "log-sum-exp");
        Tensor sure = expected.Read(prefix + "logits_margin").gt(SureMargin).logical_and(real);
        Near.Equal(expected.Read(prefix + "logits_argmax").masked_select(sure), logits.argmax(-1).masked_select(sure), 0, "arg-max");
    }
}
