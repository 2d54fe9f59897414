using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class Idefics3PromptGoldenTests
{
    [Fact]
    public void The_chat_template_gives_the_text_of_every_golden_chat()
    {
        List<ChatCase> cases = ChatCase.All();

        Assert.NotEmpty(cases);
        Assert.All(cases, golden => Assert.Equal(
            golden.Texts("text"), golden.Chats.Select(chat => Idefics3Prompt.Template(chat, GenerationPrompt(golden)))));
    }

    [Fact]
    public void Expanded_text_and_padded_ids_equal_every_golden_prompt()
    {
        List<ChatCase> cases = ChatCase.OfKind("prompt");

        Assert.All(cases, golden =>
        {
            Idefics3ChatEncoder encoder = Idefics3ChatEncoder.Load(golden.ModelFolder);
            Idefics3Prompt prompt = new(encoder.ImageTokens);
            ChatBatch batch = Encode(encoder, golden);
            Assert.Equal(golden.Texts("expanded_text"), golden.Chats.Zip(golden.Grids, (chat, grids) => prompt.Render(chat, grids, golden.GenerationPrompt)));
            Assert.Equal(golden.Numbers("input_ids"), batch.Ids);
            Assert.Equal(golden.Numbers("attention_mask"), batch.AttentionMask);
        });
    }

    [Fact]
    public void Labels_equal_every_golden_loss()
    {
        List<ChatCase> cases = ChatCase.OfKind("loss");

        Assert.All(cases, golden =>
        {
            ChatBatch batch = Encode(Idefics3ChatEncoder.Load(golden.ModelFolder), golden);
            Assert.Equal(golden.Numbers("input_ids"), batch.Ids);
            Assert.Equal(golden.Numbers("attention_mask"), batch.AttentionMask);
            Assert.Equal(golden.Numbers("labels"), batch.Labels);
        });
    }

    private static bool GenerationPrompt(ChatCase golden) =>
        golden.Json.TryGetProperty("add_generation_prompt", out _) ? golden.GenerationPrompt : golden.Texts("text")[0].EndsWith("Assistant:", StringComparison.Ordinal);

    private static ChatBatch Encode(Idefics3ChatEncoder encoder, ChatCase golden) => ChatBatch.Pad(
        [.. golden.Chats.Zip(golden.Grids, (chat, grids) => encoder.Encode(chat, grids, golden.GenerationPrompt))], golden.PaddingId, golden.Side);
}
