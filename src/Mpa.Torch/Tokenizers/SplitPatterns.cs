using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers;

/// <summary>Split patterns of released tokenizers, compiled with the program; any other pattern is compiled when it is loaded.</summary>
internal static partial class SplitPatterns
{
    /// <summary>The pattern of GPT-2, built into ByteLevel with use_regex.</summary>
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>The pattern of Qwen2.</summary>
    public const string Qwen2 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Any numeric character, alone.</summary>
    public const string Digit = @"\p{N}";

    /// <summary>Returns the regular expression of a pattern.</summary>
    /// <exception cref="ArgumentException">The pattern uses syntax that .NET does not know.</exception>
    public static Regex Compile(string pattern) => pattern switch
    {
        Gpt2 => Gpt2Regex(),
        Qwen2 => Qwen2Regex(),
        Digit => DigitRegex(),
        _ => new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled),
    };

    [GeneratedRegex(Gpt2, RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2Regex();

    [GeneratedRegex(Qwen2, RegexOptions.CultureInvariant)]
    private static partial Regex Qwen2Regex();

    [GeneratedRegex(Digit, RegexOptions.CultureInvariant)]
    private static partial Regex DigitRegex();
}
