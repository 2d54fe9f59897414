using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Chats;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class Qwen2PromptTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases =>
        new[] { "prompt", "loss", "forward", "generate", "rope_index" }.SelectMany(kind => GoldenCase.Find(kind, GoldenCase.Qwen2Vl));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Text_ids_mask_and_labels_equal_every_golden_prompt(string name)
    {
        using GoldenChats golden = new(name);
        ChatBatch batch = GoldenForward.Padded(golden);
        int padding = golden.Parts.Encoder.Tokenizer.TokenId("<|endoftext|>")!.Value;

        Assert.Equal(
            golden.Json.GetProperty("rendered").EnumerateArray().Select(text => text.GetString()),
            golden.Golden.Prompts().Select(prompt => Qwen2Prompt.Template(ChatCase.ReadTurns(prompt.Messages), golden.Golden.GenerationPrompt)));
        Assert.Equal(Flat(golden, "attention_mask"), batch.AttentionMask);
        Assert.Equal(Flat(golden, "input_ids"), batch.Ids.Zip(batch.AttentionMask, (id, mask) => mask == 1 ? id : padding));
        if (golden.Golden.Has("labels"))
        {
            Assert.Equal(Flat(golden, "labels"), batch.Labels);
        }
    }

    [Fact]
    public void Prompts_at_full_vocabulary_equal_the_goldens()
    {
        string goldens = Repository.Golden("prompts/qwen2vl.json");
        string vocabulary = TokenizerGoldens.TokenizerPath("qwen2");
        Assert.SkipUnless(File.Exists(goldens) && File.Exists(vocabulary), $"{goldens} or {vocabulary} is not there");
        Qwen2ChatEncoder encoder = new(ByteLevelBpeTokenizer.Load(vocabulary));
        JsonElement[] cases = [.. JsonElement.Parse(File.ReadAllText(goldens)).GetProperty("cases").EnumerateArray()];

        Assert.NotEmpty(cases);
        Assert.All(cases, golden =>
        {
            IReadOnlyList<ChatTurn> chat = ChatCase.ReadTurns(golden.GetProperty("messages"));
            ImageGrid[] grids = [.. golden.GetProperty("images").EnumerateArray().Select(image => Grid(image, golden.GetProperty("options")))];
            Assert.Equal(golden.GetProperty("rendered").GetString(), Qwen2Prompt.Template(chat, generationPrompt: true));
            Assert.Equal(golden.GetProperty("input_ids").EnumerateArray().SelectMany(Unrolled), encoder.Encode(chat, grids, generationPrompt: true).Ids);
        });
    }

    [Fact]
    public void Numbers_of_whole_charts_equal_the_goldens()
    {
        string file = Repository.Golden("prompts/qwen2vl-pixels.safetensors");
        Assert.SkipUnless(File.Exists(file), $"{file} is not there");
        using SafetensorsFile expected = new(file);
        Qwen2ImageProcessor processor = new(new Qwen2ProcessorConfig());

        Assert.All(expected.Entries.Keys, chart =>
        {
            using TorchSharp.torch.Tensor values = expected.Read(chart);
            ImageTiles tiles = processor.Process(Mpa.Imaging.ImageDecoder.Decode(Repository.GoldenImage(chart), applyExif: true));
            Assert.Equal(values.data<float>().ToArray(), processor.Normalize(tiles.Tiles[0]).Values);
        });
    }

    [Fact]
    public void A_text_that_holds_the_image_mark_is_refused() =>
        Assert.Contains("<|image_pad|>", Assert.Throws<MpaException>(() => Qwen2Prompt.Sections([ChatTurn.User("a <|image_pad|>", 0)], [], true)).Message);

    /// <summary>The grid that our own processor makes; its pixels must be Pillow's where the file is no JPEG.</summary>
    private static ImageGrid Grid(JsonElement image, JsonElement options)
    {
        Qwen2ImageProcessor processor = new(new Qwen2ProcessorConfig
        {
            MinPixels = options.GetProperty("min_pixels").GetInt64(),
            MaxPixels = options.GetProperty("max_pixels").GetInt64(),
        });
        ImageTiles tiles = processor.Process(Mpa.Imaging.ImageDecoder.Decode(Repository.GoldenImage(image.GetProperty("file").GetString()!), applyExif: true));
        if (image.GetProperty("format").GetString() != "JPEG")
        {
            Assert.Equal(image.GetProperty("resized_rgb_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(tiles.Tiles[0].Pixels)));
        }

        return tiles.Grid;
    }

    private static IEnumerable<long> Flat(GoldenChats golden, string key) =>
        golden.Json.GetProperty(key).EnumerateArray().SelectMany(row => row.EnumerateArray().Select(number => number.GetInt64()));

    private static IEnumerable<int> Unrolled(JsonElement part) => part.ValueKind == JsonValueKind.Number
        ? [part.GetInt32()]
        : Enumerable.Repeat(part[0].GetInt32(), part[1].GetInt32());
}
