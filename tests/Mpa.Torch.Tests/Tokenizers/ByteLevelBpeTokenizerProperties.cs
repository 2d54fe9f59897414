using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class ByteLevelBpeTokenizerProperties
{
    private static readonly ByteLevelBpeTokenizer Tokenizer = SmallTokenizer.Instance;

    [Property(MaxTest = 500)]
    public Property Decoding_what_was_encoded_gives_the_text_back() => Prop.ForAll(
        Texts(), text => Tokenizer.Decode(Tokenizer.Encode(text), skipSpecialTokens: false) == text);

    [Property(MaxTest = 300)]
    public Property Texts_around_a_special_token_are_encoded_apart() => Prop.ForAll(Texts(), Texts(), (before, after) =>
        Tokenizer.Encode(before + Idefics3Tokens.Image + after).SequenceEqual(
            [.. Tokenizer.Encode(before), Tokenizer.TokenId(Idefics3Tokens.Image)!.Value, .. Tokenizer.Encode(after)]));

    [Property(MaxTest = 300)]
    public Property Special_tokens_are_left_out_on_request() => Prop.ForAll(Texts(), text =>
        Tokenizer.Decode(Tokenizer.Encode(Idefics3Tokens.Start + text + Idefics3Tokens.EndOfUtterance), skipSpecialTokens: true) == text);

    /// <summary>Valid Unicode text without the marks: any scalar value, with the common and the awkward ones often.</summary>
    private static Arbitrary<string> Texts() => Gen.Frequency(
            (4, Gen.Elements("a", "the", " ", "\n", "7", "'s", "é", "京", "😀", "𝟙", "\u0301", "\u00a0", "<", "|>")),
            (1, Gen.Choose(0, 0xD7FF).Select(char.ConvertFromUtf32)),
            (1, Gen.Choose(0xE000, 0x10FFFF).Select(char.ConvertFromUtf32)))
        .ListOf().Select(string.Concat).ToArbitrary();
}
