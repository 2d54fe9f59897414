using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mpa.Testing;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Tokenizers.SentencePiece;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>SentencePiece models of a few pieces. Expected ids are those of sentencepiece 0.2.</summary>
public sealed class SentencePieceTests
{
    private static readonly Piece Unknown = new("<unk>", 0, PieceType.Unknown);

    [Theory]
    [InlineData(-1, -1, new[] { 4, 3 })]
    [InlineData(-1, -0.5, new[] { 1, 5 })]
    public void The_pair_of_the_highest_score_is_joined_first_and_of_equals_the_leftmost(
        double first, double second, int[] ids)
    {
        ITokenizer tokenizer = Load(SmallSentencePiece.Write(
            [Unknown, Text("a"), Text("b"), Text("c"), Text("ab", first), Text("bc", second)]));

        Assert.Equal(ids, tokenizer.Encode("abc"));
    }

    [Fact]
    public void A_run_of_characters_without_a_piece_is_one_unknown()
    {
        ITokenizer tokenizer = Load(SmallSentencePiece.Write([Unknown, Text("a")]));

        Assert.Equal([1, 0, 1], tokenizer.Encode("axyza"));
        Assert.Equal("a \u2047 a", tokenizer.Decode([1, 0, 1], skipSpecialTokens: false));
    }

    [Fact]
    public void A_piece_that_is_not_used_is_made_of_others()
    {
        ITokenizer tokenizer = Load(SmallSentencePiece.Write(
            [Unknown, Text("a"), Text("b"), Text("c"), new Piece("ab", -1, PieceType.Unused), Text("abc", -2)]));

        Assert.Equal([5, 1, 2], tokenizer.Encode("abcab"));
    }

    [Fact]
    public void A_user_defined_piece_is_never_joined()
    {
        ITokenizer tokenizer = Load(SmallSentencePiece.Write(
            [Unknown, Text("a"), Text("b"), new Piece("ab", 0, PieceType.UserDefined), Text("aba", 0), Text("ba", 0)]));

        Assert.Equal([3, 1], tokenizer.Encode("aba"));
    }

    [Theory]
    [InlineData(true, false, " a  a", new[] { 4, 4 })]
    [InlineData(true, true, " a  a ", new[] { 3, 3 })]
    [InlineData(false, true, " a  a ", new[] { 1, 3 })]
    [InlineData(false, false, "a a", new[] { 1, 3 })]
    [InlineData(true, true, "   ", new int[0])]
    public void Spaces_are_as_the_model_says(bool dummyPrefix, bool extraSpaces, string text, int[] ids)
    {
        ITokenizer tokenizer = Load(SmallSentencePiece.Write(
            [Unknown, Text("a"), Text("▁"), Text("▁a", -1), Text("▁▁a", -2)],
            dummyPrefix: dummyPrefix,
            extraSpaces: extraSpaces));

        Assert.Equal(ids, tokenizer.Encode(text));
    }

    [Fact]
    public void A_text_that_spells_the_piece_behind_a_mark_is_ordinary_text()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.At("tokenizer.model"), SmallSentencePiece.Write(
            [.. SmallSentencePiece.WithBytes, new Piece("[UNUSED]", 0, PieceType.UserDefined)], bytes: true));
        int mark = SmallSentencePiece.WithBytes.Count;
        File.WriteAllText(
            folder.At("tokenizer_config.json"),
            $$"""
            {
              "tokenizer_class": "InternLM2Tokenizer",
              "added_tokens_decoder": { "{{mark}}": { "content": "<end>", "special": true } }
            }
            """);
        ITokenizer tokenizer = TokenizerFolder.Open(folder.Root);

        Assert.Equal([1, mark, mark], tokenizer.Encode("<end>[UNUSED]"));
        Assert.DoesNotContain(mark, tokenizer.Encode("<end>[UNUSED]", plain: [new TextSpan(0, 13)]));
        Assert.Equal("<end>", tokenizer.Decode([mark], skipSpecialTokens: false));
    }

    [Property(MaxTest = 300)]
    public Property What_Llama_reads_of_a_text_is_the_text() => Prop.ForAll(
        Texts(), text => Llama.Decode(Llama.Encode(text), skipSpecialTokens: true) == text);

    [Property(MaxTest = 300)]
    public Property Parts_of_a_text_are_its_ids_where_no_piece_crosses_a_cut() => Prop.ForAll(
        Texts(), Texts(), (before, after) => Llama.Encode($"{before}<s>{after}", [before.Length + 3], [])
            .SelectMany(part => part)
            .SequenceEqual(Llama.Encode($"{before}<s>{after}", addTemplate: false)));

    private static readonly ITokenizer Llama = Load(
        SmallSentencePiece.Write(SmallSentencePiece.WithBytes, bytes: true, dummyPrefix: true),
        """
        {
          "tokenizer_class": "LlamaTokenizer", "legacy": false,
          "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>",
          "added_tokens_decoder": {
            "0": { "content": "<unk>", "special": true },
            "1": { "content": "<s>", "special": true },
            "2": { "content": "</s>", "special": true }
          }
        }
        """);

    private static Piece Text(string text, double score = -10) => new(text, (float)score, PieceType.Normal);

    private static ITokenizer Load(byte[] model, string? config = null)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.At("tokenizer.model"), model);
        if (config is not null)
        {
            File.WriteAllText(folder.At("tokenizer_config.json"), config);
        }

        return TokenizerFolder.Open(folder.Root);
    }

    private static Arbitrary<string> Texts() => Gen.Frequency(
            (6, Gen.Elements("a", "b", " ", "  ", "\n", "é", "京", "😀", "<", "0x41>")),
            (1, Gen.Choose(0, 0x2580).Select(char.ConvertFromUtf32)),
            (1, Gen.Choose(0xE000, 0x10FFFF).Select(char.ConvertFromUtf32)))
        .ListOf().Select(string.Concat).ToArbitrary();
}

public sealed class BadSentencePieceTests
{
    private static readonly byte[] Sound = SmallSentencePiece.Write(SmallSentencePiece.WithBytes, bytes: true);

    [Fact]
    public void A_kind_that_is_not_supported_is_named()
    {
        Assert.Contains("is of type 1", Error(SmallSentencePiece.Write(SmallSentencePiece.WithBytes, type: 1)));
        Assert.Contains(
            "precompiled_charsmap", Error(SmallSentencePiece.Write(SmallSentencePiece.WithBytes, characters: "x")));
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        Assert.Contains("is of type 1", Error([]));
        Assert.Contains("it ends inside a field", Error(Sound[..^3]));
        Assert.Contains("no unknown piece", Error(SmallSentencePiece.Write([])));
        Assert.Contains("wire type 3", Error([(1 << 3) | 3]));
        Assert.Contains("has no end", Error([.. Enumerable.Repeat((byte)0xFF, 12)]));
        Assert.Contains("LFS", Error([.. "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8]));
    }

    [Property(MaxTest = 500)]
    public void Any_bytes_are_a_model_or_one_clear_error(byte[] bytes) => Read(bytes);

    [Property(MaxTest = 500)]
    public void A_model_with_one_byte_changed_is_a_model_or_one_clear_error(ushort place, byte value)
    {
        byte[] bytes = [.. Sound];
        bytes[place % bytes.Length] = value;

        Read(bytes);
    }

    private static string Error(byte[] bytes) => Read(bytes) ?? throw new InvalidOperationException("no error");

    private static string? Read(byte[] bytes)
    {
        using TemporaryFolder folder = new();
        string path = folder.At("tokenizer.model");
        File.WriteAllBytes(path, bytes);
        try
        {
            TokenizerFolder.Open(folder.Root).Encode("a b é \u2581 </s>");
            return null;
        }
        catch (MpaException error)
        {
            Assert.Contains(path, error.Message);
            return error.Message;
        }
    }
}
