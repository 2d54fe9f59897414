using Mpa.Testing;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class TokenizerFolderTests : IDisposable
{
    private const string Vocabulary = """{ "a": 0, "b": 1, "ab": 2, "Ġ": 3, "<end>": 4 }""";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_without_a_tokenizer_is_told_what_it_lacks()
    {
        Assert.Contains("lacks tokenizer.json:", Error());

        Write("vocab.json", Vocabulary);

        Assert.Contains("lacks merges.txt beside vocab.json:", Error());
    }

    [Fact]
    public void Vocabulary_and_merges_are_split_as_the_class_says()
    {
        Write("vocab.json", """{ "1": 0, "2": 1, "12": 2 }""");
        Write("merges.txt", "#version: 0.2\n1 2\n");

        Write("tokenizer_config.json", """{ "tokenizer_class": "GPT2Tokenizer" }""");
        Assert.Equal([2], TokenizerFolder.Open(_folder.Root).Encode("12"));

        Write("tokenizer_config.json", """{ "tokenizer_class": "Qwen2TokenizerFast" }""");
        Assert.Equal([0, 1], TokenizerFolder.Open(_folder.Root).Encode("12"));
    }

    [Fact]
    public void Added_tokens_of_an_older_folder_stand_in_files_of_their_own()
    {
        Write("vocab.json", Vocabulary);
        Write("merges.txt", "a b\n");
        Write("added_tokens.json", """{ "<more>": 5 }""");
        Write("special_tokens_map.json", """{ "eos_token": { "content": "<end>", "lstrip": false } }""");

        ITokenizer tokenizer = TokenizerFolder.Open(_folder.Root);

        Assert.Equal([2, 4, 5], tokenizer.Encode("ab<end><more>"));
        Assert.Equal("ab<more>", tokenizer.Decode([2, 4, 5], skipSpecialTokens: true).Replace(" ", ""));
        Assert.DoesNotContain(4, tokenizer.Encode("ab<end>", plain: [new TextSpan(0, 7)]));
    }

    [Fact]
    public void Marks_are_special_whatever_the_files_say()
    {
        Write("vocab.json", Vocabulary);
        Write("merges.txt", "a b\n");
        Write("added_tokens.json", """{ "<more>": 5 }""");

        Assert.Contains(5, Plain(TokenizerFolder.Open(_folder.Root)));
        Assert.DoesNotContain(5, Plain(TokenizerFolder.Open(_folder.Root, "<more>")));

        static int[] Plain(ITokenizer tokenizer) => tokenizer.Encode("<more>", plain: [new TextSpan(0, 6)]);
    }

    [Theory]
    [InlineData("merges.txt", "a b\nab\n", "merges.txt, line 2")]
    [InlineData("merges.txt", "a z\n", "needs the token \"z\"")]
    [InlineData("vocab.json", "[]", "should be an object of tokens and ids")]
    [InlineData("vocab.json", """{ "a": 99999999 }""", "expected a token id from 0 to 4,194,303")]
    [InlineData("tokenizer_config.json", """{ "tokenizer_class": "BertTokenizer" }""", "BertTokenizer with vocab.json")]
    [InlineData("tokenizer_config.json", """{ "tokenizer_class": 7 }""", "\"tokenizer_class\" should be a text")]
    [InlineData("tokenizer_config.json", """{ "eos_token": 7 }""", "\"eos_token\" should be a text")]
    [InlineData("tokenizer_config.json", """{ "add_bos_token": true }""", "asks for a begin token")]
    [InlineData(
        "tokenizer_config.json", """{ "added_tokens_decoder": { "x": { "content": "y" } } }""", "named by a token id")]
    [InlineData("added_tokens.json", """{ "x": -1 }""", "should be a token id")]
    public void What_is_wrong_is_named_with_its_file(string file, string content, string message)
    {
        Write("vocab.json", Vocabulary);
        Write("merges.txt", "a b\n");
        Write(file, content);

        string error = Error();

        Assert.Contains(_folder.At(file), error);
        Assert.Contains(message, error);
    }

    [Fact]
    public void A_vocabulary_of_an_unknown_tokenizer_is_refused()
    {
        File.WriteAllBytes(
            _folder.At("tokenizer.model"), SmallSentencePiece.Write(SmallSentencePiece.WithBytes, bytes: true));
        Write("tokenizer_config.json", """{ "tokenizer_class": "T5Tokenizer" }""");

        Assert.Contains("T5Tokenizer with a tokenizer.model", Error());
    }

    public void Dispose() => _folder.Dispose();

    private string Error() => Assert.Throws<MpaException>(() => TokenizerFolder.Open(_folder.Root)).Message;

    private void Write(string name, string content) => File.WriteAllText(_folder.At(name), content);
}
