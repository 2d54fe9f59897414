using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class BpeTokenizerTests
{
    private static readonly ITokenizer Tokenizer = SmallTokenizer.Instance;

    [Fact]
    public void Long_words_merge_through_the_heap_as_short_ones_by_scanning()
    {
        string word = string.Concat(Enumerable.Repeat("phraseWhat", 200));

        int[] ids = Tokenizer.Encode(word);

        Assert.Equal(Enumerable.Repeat(Tokenizer.Encode("phraseWhat"), 200).SelectMany(part => part), ids);
    }

    [Fact]
    public void A_lone_surrogate_counts_as_a_replacement_character() =>
        Assert.Equal(Tokenizer.Encode("a\uFFFDb"), Tokenizer.Encode("a\uD800b"));

    [Fact]
    public void Bytes_that_are_no_text_decode_to_a_replacement_character() =>
        Assert.Equal("\uFFFD", Tokenizer.Decode([Tokenizer.TokenId("æ")!.Value], skipSpecialTokens: false));

    [Fact]
    public void An_id_without_a_token_adds_nothing() =>
        Assert.Equal("a", Tokenizer.Decode([Tokenizer.TokenId("a")!.Value, 1_000_000], skipSpecialTokens: false));

    [Fact]
    public void A_token_that_is_not_there_has_no_id() => Assert.Null(Tokenizer.TokenId("no such token"));

    [Fact]
    public void Several_threads_get_the_same_ids()
    {
        string text = string.Join(' ', SmallTokenizer.Lines);
        int[] expected = Tokenizer.Encode(text);

        ParallelQuery<int[]> results = Enumerable.Range(0, 16).AsParallel().Select(_ => Tokenizer.Encode(text));

        Assert.All(results, ids => Assert.Equal(expected, ids));
    }
}

public sealed class BpeTokenizerProperties
{
    private static readonly ITokenizer Tokenizer = SmallTokenizer.Instance;

    [Property(MaxTest = 500)]
    public Property Decoding_what_was_encoded_gives_the_text_back() => Prop.ForAll(
        Texts(), text => Tokenizer.Decode(Tokenizer.Encode(text), skipSpecialTokens: false) == text);

    [Property(MaxTest = 300)]
    public Property Texts_around_a_special_token_are_encoded_apart() => Prop.ForAll(Texts(), Texts(), (before, after) =>
        Tokenizer.Encode(before + Idefics3Tokens.Image + after).SequenceEqual(
            [.. Tokenizer.Encode(before), Tokenizer.TokenId(Idefics3Tokens.Image)!.Value, .. Tokenizer.Encode(after)]));

    [Property(MaxTest = 300)]
    public Property Special_tokens_are_left_out_on_request() => Prop.ForAll(Texts(), text =>
    {
        int[] ids = Tokenizer.Encode(Idefics3Tokens.Start + text + Idefics3Tokens.EndOfUtterance);
        return Tokenizer.Decode(ids, skipSpecialTokens: true) == text;
    });

    /// <summary>
    /// Valid Unicode text without the marks: any scalar value, with the common and the awkward ones often.
    /// </summary>
    private static Arbitrary<string> Texts() => Gen.Frequency(
            (4, Gen.Elements("a", "the", " ", "\n", "7", "'s", "é", "京", "😀", "𝟙", "\u0301", "\u00a0", "<", "|>")),
            (1, Gen.Choose(0, 0xD7FF).Select(char.ConvertFromUtf32)),
            (1, Gen.Choose(0xE000, 0x10FFFF).Select(char.ConvertFromUtf32)))
        .ListOf().Select(string.Concat).ToArbitrary();
}
