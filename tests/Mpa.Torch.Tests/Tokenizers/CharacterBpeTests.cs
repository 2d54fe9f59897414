using System.Text.Json.Nodes;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>
/// tokenizer.json over characters with byte fallback, as Llama and Gemma have it, on a vocabulary of a few tokens.
/// Expected ids and texts are those of tokenizers 0.21.4.
/// </summary>
public sealed class CharacterBpeTests
{
    private const string Json = """
        {
          "added_tokens": [{ "id": 9, "content": "<w>", "special": true }],
          "normalizer": null,
          "pre_tokenizer": { "type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": false },
          "post_processor": null,
          "decoder": { "type": "Sequence", "decoders": [
            { "type": "Replace", "pattern": { "String": "▁" }, "content": " " },
            { "type": "ByteFallback" }, { "type": "Fuse" },
            { "type": "Strip", "content": " ", "start": 1, "stop": 0 }] },
          "model": {
            "type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
            "vocab": { "<unk>": 0, "a": 1, "b": 2, "▁": 3, "▁a": 4, "ab": 5, "▁ab": 6, "<0xC3>": 7, "<0xA9>": 8 },
            "merges": [["▁", "a"], ["a", "b"], ["▁a", "b"], ["▁", "ab"]]
          }
        }
        """;

    private const string Llama = """
        {
          "pre_tokenizer": null,
          "normalizer": { "type": "Sequence", "normalizers": [
            { "type": "Prepend", "prepend": "▁" },
            { "type": "Replace", "pattern": { "String": " " }, "content": "▁" }] }
        }
        """;

    private const string Gemma = """
        {
          "normalizer": { "type": "Replace", "pattern": { "String": " " }, "content": "▁" },
          "pre_tokenizer": { "type": "Split", "pattern": { "String": " " }, "behavior": "MergedWithPrevious" }
        }
        """;

    [Theory]
    [InlineData("{}", "ab ab", new[] { 6, 6 }, "ab ab")]
    [InlineData("{}", "ab<w>ab", new[] { 6, 9, 5 }, "ab<w>ab")]
    [InlineData("{}", " ab", new[] { 6 }, "ab")]
    [InlineData("{}", "é", new[] { 3, 7, 8 }, "é")]
    [InlineData("{}", "zz b", new[] { 3, 0, 3, 2 }, "<unk> b")]
    [InlineData("{}", "<w>a", new[] { 9, 1 }, "<w>a")]
    [InlineData("""{"pre_tokenizer":{"prepend_scheme":"always"}}""", "ab<w>ab", new[] { 6, 9, 6 }, "ab<w> ab")]
    [InlineData("""{"pre_tokenizer":{"prepend_scheme":"never"}}""", "ab ab", new[] { 5, 6 }, "ab ab")]
    [InlineData("""{"pre_tokenizer":{"split":true}}""", "ab  ab", new[] { 6, 3, 6 }, "ab  ab")]
    [InlineData(
        """{"decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first"}}""",
        "ab ab",
        new[] { 6, 6 },
        "ab ab")]
    [InlineData(Llama, "ab<w>ab", new[] { 6, 9, 6 }, "ab<w> ab")]
    [InlineData(Gemma, "ab ab", new[] { 5, 6 }, "ab ab")]
    public void Ids_and_text_are_as_the_parts_of_the_file_say(string change, string text, int[] ids, string decoded)
    {
        ITokenizer tokenizer = Load(change);

        Assert.Equal(ids, tokenizer.Encode(text));
        Assert.Equal(decoded, tokenizer.Decode(ids, skipSpecialTokens: false));
    }

    [Fact]
    public void A_run_of_bytes_that_is_no_text_is_one_replacement_character_a_byte() =>
        Assert.Equal("\uFFFD é \uFFFD\uFFFD", Load("{}").Decode([7, 3, 7, 8, 3, 8, 7], skipSpecialTokens: false));

    [Theory]
    [InlineData(6, " ab")]
    [InlineData(5, "ab")]
    [InlineData(3, " ")]
    [InlineData(7, "\uFFFD")]
    [InlineData(9, "<w>")]
    public void A_token_inside_a_text_keeps_its_space(int id, string text) =>
        Assert.Equal(text, Load("{}").DecodeInside(id));

    [Fact]
    public void The_texts_of_scored_tokens_come_to_the_reply()
    {
        GenerationPrompt prompt = new(new EncodedChat([1], [1]), [], new SamplingOptions(), TopLogProbabilities: 1);
        ReplyWriter writer = new(prompt, Load("{}"), endTokens: []);
        foreach (int token in new[] { 6, 6, 5, 4 })
        {
            float[] logits = new float[10];
            logits[token] = 1;
            writer.Write(logits);
        }

        Assert.Equal(["ab", " ab", "ab", " a"], writer.Scores.Select(score => score.Text));
        Assert.Equal(["ab", " ab", "ab", " a"], writer.Scores.Select(score => Assert.Single(score.Top).Text));
        Assert.Equal("ab abab a", writer.Text());
    }

    [Fact]
    public void A_cut_inside_a_text_puts_no_space_before_what_follows()
    {
        IReadOnlyList<int[]> parts = Load(Llama).Encode("ab ab<w>b", [2, 8], []);

        Assert.Equal([[6], [6, 9], [3, 2]], parts);
    }

    [Theory]
    [InlineData("""{"pre_tokenizer":{"prepend_scheme":"often"}}""", "\"pre_tokenizer.prepend_scheme\" is \"often\"")]
    [InlineData("""{"pre_tokenizer":{"replacement":"__"}}""", "\"pre_tokenizer.replacement\" should be one character")]
    [InlineData("""{"decoder":null}""", "\"decoder\" is missing")]
    [InlineData("""{"decoder":{"type":"WordPiece"}}""", "\"decoder\" is of type WordPiece")]
    [InlineData(
        """{"normalizer":{"type":"Replace","pattern":{"String":"a"},"content":"aa"}}""",
        "\"normalizer\" is a Replace that lengthens the text")]
    [InlineData(
        """{"normalizer":{"type":"Prepend","prepend":"123456789"}}""", "\"normalizer\" is a mark of 9 characters")]
    public void What_is_not_followed_is_named(string change, string message)
    {
        MpaException error = Assert.Throws<MpaException>(() => Load(change));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("normalizer", "normalizers", """{"type":"NFC"}""")]
    [InlineData("pre_tokenizer", "pretokenizers", """{"type":"Metaspace","replacement":"▁"}""")]
    [InlineData("decoder", "decoders", """{"type":"Fuse"}""")]
    public void A_sequence_without_end_is_refused(string part, string items, string item)
    {
        string many = string.Join(',', Enumerable.Repeat(item, 100_000));

        MpaException error = Assert.Throws<MpaException>(
            () => Load("{\"" + part + "\":{\"type\":\"Sequence\",\"" + items + "\":[" + many + "]}}"));

        Assert.Contains($"\"{part}\" is a sequence of more than 32 parts", error.Message, StringComparison.Ordinal);
    }

    private static BpeTokenizer Load(string change)
    {
        JsonObject json = JsonNode.Parse(Json)!.AsObject();
        foreach ((string part, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            if (value is JsonObject changed && !changed.ContainsKey("type") && json[part] is JsonObject own)
            {
                changed.ToList().ForEach(entry => own[entry.Key] = entry.Value?.DeepClone());
            }
            else
            {
                json[part] = value?.DeepClone();
            }
        }

        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("tokenizer.json"), json.ToJsonString());
        return BpeTokenizer.Load(folder.At("tokenizer.json"));
    }
}
