using System.Text.Json.Nodes;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>Options that real tokenizer.json files use, on a vocabulary of a few tokens. Expected ids are those of tokenizers 0.21.4.</summary>
public sealed class TokenizerVariantTests
{
    private const int Word = 100;

    [Theory]
    [InlineData("{}", "ab cab", new[] { 4, 3, 2, 4 })]
    [InlineData("""{"ignore_merges":true}""", "abc", new[] { 5 })]
    [InlineData("{}", "abc", new[] { 4, 2 })]
    [InlineData("{}", "azb", new[] { 4 })]
    [InlineData("""{"unk_token":"a"}""", "zzb", new[] { 0, 4 })]
    [InlineData("""{"unk_token":"a","fuse_unk":true}""", "zzb", new[] { 4 })]
    public void Words_are_merged_as_the_model_says(string model, string text, int[] ids) =>
        Assert.Equal(ids, Load(json => Merge(json["model"]!.AsObject(), model)).Encode(text));

    [Theory]
    [InlineData("{}", "ab<w>ab", new[] { 4, Word, 4 })]
    [InlineData("""{"lstrip":true}""", "ab <w> ab", new[] { 4, Word, 3, 4 })]
    [InlineData("""{"rstrip":true}""", "ab <w> ab", new[] { 4, 3, Word, 4 })]
    [InlineData("""{"single_word":true}""", "a<w> <w> b", new[] { 0, 3, Word, 3, 1 })]
    public void Added_tokens_keep_to_their_flags(string flags, string text, int[] ids) =>
        Assert.Equal(ids, Load(json => Merge(json["added_tokens"]![0]!.AsObject(), flags)).Encode(text));

    [Theory]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":true,"use_regex":true}""", "ab ab", new[] { 3, 4, 3, 4 })]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""", "b ab", new[] { 1, 3, 4 })]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"a"},"behavior":"Isolated"},{"type":"ByteLevel","use_regex":false}]}""", "cab", new[] { 2, 0, 1 })]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"a"},"behavior":"Removed","invert":true},{"type":"ByteLevel","use_regex":false}]}""", "cab", new[] { 0 })]
    public void Text_is_split_as_the_pre_tokenizer_says(string preTokenizer, string text, int[] ids) =>
        Assert.Equal(ids, Load(json => json["pre_tokenizer"] = JsonNode.Parse(preTokenizer)).Encode(text));

    [Fact]
    public void A_template_stands_around_the_text_unless_it_is_not_wanted()
    {
        const string Template = """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<w>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{"<w>":{"id":"<w>","ids":[100],"tokens":["<w>"]}}}""";
        ByteLevelBpeTokenizer tokenizer = Load(json => json["post_processor"] = JsonNode.Parse(Template));

        Assert.Equal([Word, 4], tokenizer.Encode("ab"));
        Assert.Equal([4], tokenizer.Encode("ab", addTemplate: false));
    }

    [Fact]
    public void Normalised_added_tokens_are_found_in_composed_text()
    {
        ByteLevelBpeTokenizer tokenizer = Load(json =>
        {
            json["normalizer"] = JsonNode.Parse("""{"type":"NFC"}""");
            Merge(json["added_tokens"]![0]!.AsObject(), """{"content":"é","normalized":true}""");
        });

        Assert.Equal([0, Word, 1], tokenizer.Encode("ae\u0301b"));
    }

    private static ByteLevelBpeTokenizer Load(Action<JsonObject> change)
    {
        using TemporaryFolder folder = new();
        return ByteLevelBpeTokenizer.Load(TinyTokenizerFile.Write(folder.Path, change));
    }

    private static void Merge(JsonObject into, string properties)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(properties)!.AsObject())
        {
            into[name] = value?.DeepClone();
        }
    }
}
