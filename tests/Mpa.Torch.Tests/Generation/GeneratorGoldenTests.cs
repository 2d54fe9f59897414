using System.Text.Json;
using Mpa.Torch.Generation;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Generation;

public sealed class GeneratorGoldenTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("generate", "idefics3", "smolvlm");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_batch_writes_the_tokens_of_the_public_implementation(string name)
    {
        // Given
        using GoldenChats golden = new(name);
        Assert.Equal(golden.Json.GetProperty("prompt_length").GetInt32(), golden.Prompts().Max(prompt => prompt.Chat.Ids.Length));
        Assert.Contains(golden.Json.GetProperty("options").GetProperty("eos_token_id").GetInt32(), golden.Parts.EndTokens);

        // When
        IReadOnlyList<GeneratedReply> replies = golden.Generator.Run(golden.Prompts(), TestContext.Current.CancellationToken);

        // Then
        Assert.All(replies.Zip(Rows(golden)), pair => Check(golden, pair.Second, pair.First));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_single_prompt_writes_what_it_writes_in_a_batch(string name)
    {
        // Given
        using GoldenChats golden = new(name);

        // When, then
        Assert.All(golden.Prompts().Zip(Rows(golden)), pair =>
            Check(golden, pair.Second, Assert.Single(golden.Generator.Run([pair.First], TestContext.Current.CancellationToken))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_cache_changes_no_token(string name)
    {
        // Given
        using GoldenChats golden = new(name);
        GenerationPrompt prompt = golden.Prompts()[^1];

        // When
        IReadOnlyList<int> cached = golden.Generator.Run([prompt], TestContext.Current.CancellationToken)[0].Tokens;

        // Then
        for (int length = 0; length < cached.Count; length++)
        {
            GenerationPrompt read = prompt with
            {
                Chat = Longer(prompt.Chat, [.. cached.Take(length)]),
                Sampling = prompt.Sampling with { MaxNewTokens = 1, MinNewTokens = prompt.Sampling.MinNewTokens > length ? 1 : 0 },
            };
            Assert.Equal(cached[length], golden.Generator.Run([read], TestContext.Current.CancellationToken)[0].Tokens[0]);
        }
    }

    private static EncodedChat Longer(EncodedChat chat, int[] more) => new(
        [.. chat.Ids, .. more],
        [.. chat.Labels, .. more],
        chat.Positions is null ? null : [.. chat.Positions.Select(axis => (int[])[.. axis, .. more.Select((_, i) => chat.NextPosition + i)])]);

    private static IEnumerable<JsonElement> Rows(GoldenChats golden) => golden.Json.GetProperty("rows").EnumerateArray();

    private static void Check(GoldenChats golden, JsonElement row, GeneratedReply reply)
    {
        // A row that ended early is filled with padding there.
        int length = row.GetProperty("length").GetInt32();
        Assert.Equal(row.GetProperty("new_tokens").EnumerateArray().Take(length).Select(token => token.GetInt32()), reply.Tokens);
        Assert.Equal(row.GetProperty("decoded").GetString(), golden.Parts.Encoder.Tokenizer.Decode(reply.Tokens, skipSpecialTokens: false));
        Assert.Equal(row.GetProperty("decoded_skip_special").GetString(), reply.Text);
    }
}
