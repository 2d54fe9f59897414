using System.Text.Json.Nodes;
using Mpa.Testing;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>
/// Options that real tokenizer.json files use, on a vocabulary of a few tokens. Expected ids are those of tokenizers
/// 0.21.4.
/// </summary>
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
    [InlineData(
        """
        {"type":"Sequence","pretokenizers":[
            {"type":"Split","pattern":{"Regex":"a"},"behavior":"Isolated"},
            {"type":"ByteLevel","use_regex":false}]}
        """,
        "cab",
        new[] { 2, 0, 1 })]
    [InlineData(
        """
        {"type":"Sequence","pretokenizers":[
            {"type":"Split","pattern":{"Regex":"a"},"behavior":"Removed","invert":true},
            {"type":"ByteLevel","use_regex":false}]}
        """,
        "cab",
        new[] { 0 })]
    public void Text_is_split_as_the_pre_tokenizer_says(string preTokenizer, string text, int[] ids) =>
        Assert.Equal(ids, Load(json => json["pre_tokenizer"] = JsonNode.Parse(preTokenizer)).Encode(text));

    [Fact]
    public void A_template_stands_around_the_text_unless_it_is_not_wanted()
    {
        const string Template = """
            {
              "type": "TemplateProcessing",
              "single": [{"SpecialToken":{"id":"<w>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
              "special_tokens": {"<w>":{"id":"<w>","ids":[100],"tokens":["<w>"]}}
            }
            """;
        ITokenizer tokenizer = Load(json => json["post_processor"] = JsonNode.Parse(Template));

        Assert.Equal([Word, 4], tokenizer.Encode("ab"));
        Assert.Equal([4], tokenizer.Encode("ab", addTemplate: false));
    }

    [Fact]
    public void Normalized_added_tokens_are_found_in_composed_text()
    {
        ITokenizer tokenizer = Load(json =>
        {
            json["normalizer"] = JsonNode.Parse("""{"type":"NFC"}""");
            Merge(json["added_tokens"]![0]!.AsObject(), """{"content":"é","normalized":true}""");
        });

        Assert.Equal([0, Word, 1], tokenizer.Encode("ae\u0301b"));
    }

    private static ITokenizer Load(Action<JsonObject> change)
    {
        using TemporaryFolder folder = new();
        return BpeTokenizer.Load(TinyTokenizerFile.Write(folder.Root, change));
    }

    private static void Merge(JsonObject into, string properties)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(properties)!.AsObject())
        {
            into[name] = value?.DeepClone();
        }
    }
}

public sealed class BadTokenizerFileTests
{
    [Theory]
    [InlineData("model", null, "\"model\" is missing")]
    [InlineData("model.vocab", null, "\"model.vocab\" is missing")]
    [InlineData("model.merges", null, "\"model.merges\" is missing")]
    [InlineData("pre_tokenizer", null, "\"pre_tokenizer\" is missing")]
    [InlineData("model.vocab", "[]", "\"model.vocab\" should be an object of tokens and ids")]
    [InlineData("model.vocab.a", "-1", "\"model.vocab[\"a\"]\" should be a token id")]
    [InlineData("model.merges", """["a z"]""", "merge 0 needs the token \"z\"")]
    [InlineData("model.merges", """[["a"]]""", "\"model.merges[0]\" should be a pair of tokens")]
    [InlineData("model.type", "\"Unigram\"", "\"model.type\" is Unigram, which is not supported")]
    [InlineData("model.byte_fallback", "true", "\"model.byte_fallback\" is true (a SentencePiece vocabulary)")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "\"model.end_of_word_suffix\" is \"</w>\"")]
    [InlineData("model.unk_token", "\"<unk>\"", "\"<unk>\" is not in model.vocab")]
    [InlineData("normalizer", """{"type":"Lowercase"}""", "\"normalizer\" is of type Lowercase")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace"}""", "without ByteLevel")]
    [InlineData(
        "pre_tokenizer.use_regex", "\"yes\"", "\"pre_tokenizer.use_regex\" should be true or false, not String")]
    [InlineData("post_processor", """{"type":"BertProcessing"}""", "\"post_processor\" is of type BertProcessing")]
    [InlineData("added_tokens", """[{"id":7}]""", "\"added_tokens[0].content\" is missing")]
    public void The_error_names_the_file_and_the_place(string place, string? value, string message)
    {
        using TemporaryFolder folder = new();
        string path = TinyTokenizerFile.Write(folder.Root, json => Set(json, place.Split('.'), value));

        MpaException error = Assert.Throws<MpaException>(() => BpeTokenizer.Load(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_is_no_regular_expression_is_named()
    {
        using TemporaryFolder folder = new();
        string path = TinyTokenizerFile.Write(folder.Root, json => json["pre_tokenizer"] = JsonNode.Parse(
            """
            {"type":"Sequence","pretokenizers":[
                {"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated"},
                {"type":"ByteLevel"}]}
            """));

        MpaException error = Assert.Throws<MpaException>(() => BpeTokenizer.Load(path));

        Assert.Contains("pre_tokenizer.pretokenizers[0].pattern.Regex", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("{\"model\":", "is not JSON")]
    [InlineData("[]", "should be an object")]
    public void A_damaged_file_is_named(string content, string message)
    {
        using TemporaryFolder folder = new();
        string path = folder.At("tokenizer.json");
        File.WriteAllText(path, content);

        MpaException error = Assert.Throws<MpaException>(() => BpeTokenizer.Load(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        MpaException error = Assert.Throws<MpaException>(
            () => BpeTokenizer.Load("no-such-folder/tokenizer.json"));

        Assert.Contains("no-such-folder", error.Message, StringComparison.Ordinal);
    }

    private static void Set(JsonObject json, string[] path, string? value)
    {
        JsonObject parent = path[..^1].Aggregate(json, (node, name) => node[name]!.AsObject());
        if (value is null)
        {
            parent.Remove(path[^1]);
        }
        else
        {
            parent[path[^1]] = JsonNode.Parse(value);
        }
    }
}
