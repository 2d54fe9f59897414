using System.Text.Json.Nodes;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

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
    [InlineData("pre_tokenizer.use_regex", "\"yes\"", "\"pre_tokenizer.use_regex\" should be true or false, not String")]
    [InlineData("post_processor", """{"type":"BertProcessing"}""", "\"post_processor\" is of type BertProcessing")]
    [InlineData("added_tokens", """[{"id":7}]""", "\"added_tokens[0].content\" is missing")]
    public void The_error_names_the_file_and_the_place(string place, string? value, string message)
    {
        using TemporaryFolder folder = new();
        string path = TinyTokenizerFile.Write(folder.Path, json => Set(json, place.Split('.'), value));

        MpaException error = Assert.Throws<MpaException>(() => ByteLevelBpeTokenizer.Load(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_is_no_regular_expression_is_named()
    {
        using TemporaryFolder folder = new();
        string path = TinyTokenizerFile.Write(folder.Path, json => json["pre_tokenizer"] = JsonNode.Parse(
            """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated"},{"type":"ByteLevel"}]}"""));

        MpaException error = Assert.Throws<MpaException>(() => ByteLevelBpeTokenizer.Load(path));

        Assert.Contains("pre_tokenizer.pretokenizers[0].pattern.Regex", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("{\"model\":", "is not JSON")]
    [InlineData("[]", "should be an object")]
    public void A_damaged_file_is_named(string content, string message)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "tokenizer.json");
        File.WriteAllText(path, content);

        MpaException error = Assert.Throws<MpaException>(() => ByteLevelBpeTokenizer.Load(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Contains(
        "no-such-folder", Assert.Throws<MpaException>(() => ByteLevelBpeTokenizer.Load("no-such-folder/tokenizer.json")).Message, StringComparison.Ordinal);

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
