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
            Near.Equal(last, LastReal(logits, real, last), tolerance, "last logits");
        }

        Tensor lse = expected.Read(prefix + "logits_lse");
        Near.Equal(lse.masked_select(real), logits.logsumexp(-1).masked_select(real), tolerance, "log-sum-exp");
        Tensor sure = expected.Read(prefix + "logits_margin").gt(SureMargin).logical_and(real);
        Near.Equal(expected.Read(prefix + "logits_argmax").masked_select(sure), logits.argmax(-1).masked_select(sure), 0, "arg-max");
    }

    /// <summary>The last columns of each row; with padding on the right, those before it. At padding on the left, the expected values stand.</summary>
    private static Tensor LastReal(Tensor logits, Tensor real, Tensor expected)
    {
        long count = expected.shape[1];
        return stack([.. Enumerable.Range(0, (int)logits.shape[0]).Select(row =>
        {
            long end = real[row].nonzero().max().item<long>() + 1;
            Tensor shown = real[row].narrow(0, end - count, count).unsqueeze(-1); // [k, 1]
            return where(shown, logits[row].narrow(0, end - count, count), expected[row]); // [k, V]
        })]); // [B, k, V]
    }
}
