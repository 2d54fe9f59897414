using TorchSharp;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>
/// Tensor operations with a number in them. TorchSharp wraps each number in a native Scalar; an implicit one may be
/// finalized by the garbage collector while the native call still reads it, which ends a long training at random
/// ("Exception raised from toFloat"). Here each Scalar lives until its call has returned. eng/BannedSymbols.txt bans
/// the rest.
/// </summary>
internal static class SafeScalars
{
    // Never collected, since a static field refers to it.
    private static readonly Scalar One = 1L;
    private static readonly Scalar MinusOne = -1L;

    /// <summary>a + b, element by element; shapes broadcast.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a + number.</summary>
    public static Tensor Plus(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.add(scalar, One);
    }

    /// <summary>a + whole number, keeping a's element type.</summary>
    public static Tensor Plus(this Tensor a, long number)
    {
        using Scalar scalar = number;
        return a.add(scalar, One);
    }

    /// <summary>a × number.</summary>
    public static Tensor Times(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.mul(scalar);
    }

    /// <summary>a × number, in place.</summary>
    public static Tensor TimesInPlace(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.mul_(scalar);
    }

    /// <summary>a + number, in place.</summary>
    public static Tensor PlusInPlace(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.add_(scalar, One);
    }

    /// <summary>a + b, in place.</summary>
    public static Tensor PlusInPlace(this Tensor a, Tensor b) => a.add_(b, One);

    /// <summary>a + factor × b, in place.</summary>
    public static Tensor PlusInPlace(this Tensor a, Tensor b, double factor)
    {
        using Scalar scalar = factor;
        return a.add_(b, scalar);
    }

    /// <summary>a + factor × b × c, in place.</summary>
    public static Tensor PlusProductInPlace(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar scalar = factor;
        return a.addcmul_(b, c, scalar);
    }

    /// <summary>a + factor × b / c, in place.</summary>
    public static Tensor PlusQuotientInPlace(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar scalar = factor;
        return a.addcdiv_(b, c, scalar);
    }

    /// <summary>Where a equals a whole number.</summary>
    public static Tensor IsEqual(this Tensor a, long number)
    {
        using Scalar scalar = number;
        return a.eq(scalar);
    }

    /// <summary>a with a number where the mask is true.</summary>
    public static Tensor Masked(this Tensor a, Tensor mask, double number)
    {
        using Scalar scalar = number;
        return a.masked_fill(mask, scalar);
    }

    /// <summary>Where a is a number or more.</summary>
    public static Tensor IsAtLeast(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.ge(scalar);
    }

    /// <summary>a, or a number where a is less.</summary>
    public static Tensor AtLeast(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.clamp_min(scalar);
    }

    /// <summary>a, or a number where a is more.</summary>
    public static Tensor AtMost(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.clamp_max(scalar);
    }

    /// <summary>a − b, element by element; shapes broadcast.</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, MinusOne);

    /// <summary>The value of a float32 tensor of one element.</summary>
    public static float Value(this Tensor a) => BitConverter.ToSingle(a.bytes);
}
