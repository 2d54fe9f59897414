using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class BpeTrainerTests
{
    [Fact]
    public void Written_files_load_with_the_ids_of_the_training()
    {
        TrainedBpe bpe = SmallTokenizer.Bpe;
        ITokenizer tokenizer = SmallTokenizer.Instance;

        Assert.Equal(330, tokenizer.VocabularySize);
        Assert.All(bpe.Tokens.Index(), entry => Assert.Equal(entry.Index, tokenizer.TokenId(entry.Item)));
        Assert.All(
            bpe.SpecialTokens.Index(),
            entry => Assert.Equal(bpe.Tokens.Count + entry.Index, tokenizer.TokenId(entry.Item)));
    }

    [Fact]
    public void Training_lines_come_back_from_fewer_ids_than_bytes()
    {
        string text = string.Join('\n', SmallTokenizer.Lines);

        int[] ids = SmallTokenizer.Instance.Encode(text);

        Assert.Equal(text, SmallTokenizer.Instance.Decode(ids, skipSpecialTokens: false));
        Assert.True(ids.Length < text.Length / 2, $"{ids.Length} ids for {text.Length} characters");
    }

    [Fact]
    public void The_most_frequent_pair_is_joined_first_and_of_equals_the_one_with_the_lowest_ids()
    {
        TrainedBpe bpe = BpeTrainer.Train(["ba ba ba ba", "cd", "cd", "ab", "ab"], 256 + 5, []);

        Assert.Equal([("b", "a"), ("Ġ", "ba"), ("a", "b"), ("c", "d")], bpe.Merges);
    }

    [Fact]
    public void Digits_are_never_joined()
    {
        TrainedBpe bpe = BpeTrainer.Train(["2016 2016 2016 2016", "12 12 12"], 300, []);

        Assert.DoesNotContain(bpe.Tokens.Skip(256), token => token.Any(char.IsDigit));
    }

    [Fact]
    public void A_vocabulary_without_room_for_the_bytes_is_refused()
    {
        MpaException error = Assert.Throws<MpaException>(() => BpeTrainer.Train(["a"], 260, Idefics3Tokens.Special));

        Assert.Contains("260", error.Message);
        Assert.Contains("262", error.Message);
    }

    [Fact]
    public void Files_without_a_mark_of_the_prompt_are_refused()
    {
        TrainedBpe bpe = BpeTrainer.Train(["a"], 256 + 1, [Idefics3Tokens.Image]);

        MpaException error = Assert.Throws<MpaException>(() => TokenizerWriter.Write("unused", bpe));

        Assert.Contains(Idefics3Tokens.Padding, error.Message);
    }

    [Fact]
    public void The_configuration_names_the_ids_of_the_special_tokens()
    {
        using TemporaryFolder folder = new();
        TokenizerWriter.Write(folder.Root, SmallTokenizer.Bpe);

        JsonElement configuration = JsonElement.Parse(File.ReadAllText(folder.At("tokenizer_config.json")));

        JsonElement token = configuration.GetProperty("added_tokens_decoder").GetProperty("328");
        Assert.Equal("<image>", token.GetProperty("content").GetString());
        Assert.Equal("<end_of_utterance>", configuration.GetProperty("eos_token").GetString());
    }
}
