using System.Text.Json;
using Mpa.Torch.Generation;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Generation;

public sealed class GeneratorGoldenTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("generate", GoldenCase.AllFamilies);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_batch_writes_the_tokens_of_the_public_implementation(string name)
    {
        // Given
        using GoldenChats golden = new(name);
        Assert.All(EndTokens(golden.Json), token => Assert.Contains(token, golden.Parts.EndTokens));

        // When
        IReadOnlyList<GeneratedReply> replies = Run(golden, golden.Prompts());

        // Then
        Assert.All(replies.Zip(Rows(golden)), pair => Check(pair.Second, pair.First));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_single_prompt_writes_what_it_writes_in_a_batch(string name)
    {
        // Given
        using GoldenChats golden = new(name);

        // When, then
        Assert.All(
            golden.Prompts().Zip(Rows(golden)),
            pair => Check(pair.Second, Assert.Single(Run(golden, [pair.First]))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_cache_changes_no_token(string name)
    {
        // Given
        using GoldenChats golden = new(name);
        GenerationPrompt prompt = golden.Prompts()[^1];

        // When
        IReadOnlyList<int> cached = Run(golden, [prompt])[0].Tokens;

        // Then
        for (int length = 0; length < cached.Count; length++)
        {
            GenerationPrompt read = prompt with
            {
                Chat = Longer(prompt.Chat, [.. cached.Take(length)]),
                Sampling = prompt.Sampling with
                {
                    MaxNewTokens = 1,
                    MinNewTokens = prompt.Sampling.MinNewTokens > length ? 1 : 0,
                },
            };
            Assert.Equal(cached[length], Run(golden, [read])[0].Tokens[0]);
        }
    }

    private static IReadOnlyList<GeneratedReply> Run(GoldenChats golden, IReadOnlyList<GenerationPrompt> prompts) =>
        golden.Generator.Run(prompts, TestContext.Current.CancellationToken);

    private static EncodedChat Longer(EncodedChat chat, int[] more)
    {
        int[] positions = [.. more.Select((_, i) => chat.NextPosition + i)];
        return new EncodedChat(
            [.. chat.Ids, .. more],
            [.. chat.Labels, .. more],
            chat.Positions is null ? null : [.. chat.Positions.Select(axis => (int[])[.. axis, .. positions])]);
    }

    private static IEnumerable<int> EndTokens(JsonElement json) =>
        json.TryGetProperty("eos_token_ids", out JsonElement ids)
            ? Integers(ids)
            : [json.GetProperty("options").GetProperty("eos_token_id").GetInt32()];

    private static IEnumerable<int> Integers(JsonElement ids) => ids.EnumerateArray().Select(id => id.GetInt32());

    /// <summary>
    /// New tokens of each row without what fills up a row that ended early, and the text without special tokens.
    /// </summary>
    private static IEnumerable<(int[] Tokens, string Text)> Rows(GoldenChats golden)
    {
        if (golden.Json.TryGetProperty("rows", out JsonElement rows))
        {
            return rows.EnumerateArray().Select(row => (
                Integers(row.GetProperty("new_tokens")).Take(row.GetProperty("length").GetInt32()).ToArray(),
                row.GetProperty("decoded_skip_special").GetString()!));
        }

        return golden.Json.GetProperty("new_ids").EnumerateArray().Zip(
            golden.Json.GetProperty("text").EnumerateArray(),
            (ids, text) => (Integers(ids).ToArray(), text.GetString()!));
    }

    private static void Check((int[] Tokens, string Text) expected, GeneratedReply reply)
    {
        Assert.Equal(expected.Tokens, reply.Tokens);
        Assert.Equal(expected.Text, reply.Text);
    }
}
