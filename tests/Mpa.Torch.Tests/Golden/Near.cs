using Mpa.Torch.Checkpoints;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>Compares tensors and says by how much and where they differ.</summary>
internal static class Near
{
    private static readonly TorchSharp.Scalar MinusOne = -1L;

    public static void Equal(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        using IDisposable scope = NewDisposeScope();
        Tensor wide = expected.to_type(ScalarType.Float64);
        Tensor difference = wide.add(actual.to_type(ScalarType.Float64), MinusOne).abs();
        double largest = difference.numel() == 0 ? 0 : difference.max().item<double>();
        Assert.True(largest <= tolerance, $"{what}: largest difference {largest:g4} is over {tolerance:g4}");
    }

    public static void Relative(double expected, double actual, double tolerance, string what) =>
        Assert.True(
            Math.Abs(expected - actual) <= tolerance * Math.Max(Math.Abs(expected), 1e-12),
            $"{what}: {actual:g9} is not within {tolerance:g3} (relative) of {expected:g9}");
}

/// <summary>
/// Compares logits with a golden summary: the last positions in full, log-sum-exp and arg-max at every real position.
/// </summary>
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
        Tensor likeliest = expected.Read(prefix + "logits_argmax"); // [B, L]
        Near.Equal(likeliest.masked_select(sure), logits.argmax(-1).masked_select(sure), 0, "arg-max");
    }

    /// <summary>
    /// The last columns of each row; with padding on the right, those before it. At padding on the left, the expected
    /// values stand.
    /// </summary>
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
