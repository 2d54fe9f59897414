using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class ByteLevelBpeTokenizerTests
{
    private static readonly ByteLevelBpeTokenizer Tokenizer = SmallTokenizer.Instance;

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
