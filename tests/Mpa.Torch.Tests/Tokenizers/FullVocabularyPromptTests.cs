using System.Text.Json;
using Mpa.Chats;
using Mpa.Testing;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>goldens/prompts/smolvlm.json: prompts of the released 256M and 500M models, which need the real vocabulary.</summary>
public sealed class FullVocabularyPromptTests
{
    private const int ImageTokens = 64;

    [Fact]
    public void Prompts_at_full_vocabulary_equal_the_goldens()
    {
        string goldens = Repository.Golden("prompts/smolvlm.json");
        string vocabulary = TokenizerGoldens.TokenizerPath("smolvlm");
        Assert.SkipUnless(File.Exists(goldens) && File.Exists(vocabulary), $"{goldens} or {vocabulary} is not there");

        Idefics3ChatEncoder encoder = new(ByteLevelBpeTokenizer.Load(vocabulary), ImageTokens);
        List<JsonElement> prompts = [.. JsonElement.Parse(File.ReadAllText(goldens)).GetProperty("prompts").EnumerateArray()];

        Assert.NotEmpty(prompts);
        Assert.All(prompts, prompt => Check(encoder, prompt));
    }

    private static void Check(Idefics3ChatEncoder encoder, JsonElement golden)
    {
        IReadOnlyList<ChatTurn> chat = ChatCase.ReadTurns(golden.GetProperty("messages"));
        IReadOnlyList<ImageGrid> grids = ChatCase.ReadGrids(golden.GetProperty("images"));
        bool generationPrompt = golden.GetProperty("add_generation_prompt").GetBoolean();

        Assert.Equal(golden.GetProperty("text").GetString(), Idefics3Prompt.Template(chat, generationPrompt));
        Assert.Equal(
            string.Concat(golden.GetProperty("expanded_text_parts").EnumerateArray().Select(Unrolled)),
            new Idefics3Prompt(ImageTokens).Render(chat, grids, generationPrompt));
        Assert.Equal(
            golden.GetProperty("input_ids_rle").EnumerateArray().SelectMany(UnrolledIds),
            encoder.Encode(chat, grids, generationPrompt).Ids);
    }

    private static string Unrolled(JsonElement part) => part.ValueKind == JsonValueKind.String
        ? part.GetString()!
        : string.Concat(Enumerable.Repeat(part[0].GetString()!, part[1].GetInt32()));

    private static IEnumerable<int> UnrolledIds(JsonElement part) => part.ValueKind == JsonValueKind.Number
        ? [part.GetInt32()]
        : Enumerable.Repeat(part[0].GetInt32(), part[1].GetInt32());
}
