using System.Text.Json;
using Mpa.Chats;
using Mpa.Images;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Families;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Families.InternVl2;
using Mpa.Torch.Families.Llava;
using Mpa.Torch.Families.Qwen2Vl;
using Mpa.Torch.Families.TinyLlava;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>A chat of a golden case, in whatever way its family's cases write it.</summary>
internal sealed record GoldenPrompt
{
    public required string Name { get; init; }

    public required IReadOnlyList<ChatTurn> Turns { get; init; }

    public required IReadOnlyList<ImageGrid> Grids { get; init; }

    public required bool Open { get; init; }

    /// <summary>The prompt before images are expanded; null where the case doesn't say.</summary>
    public string? Rendered { get; init; }

    /// <summary>May have padding at one end.</summary>
    public required IReadOnlyList<int> Ids { get; init; }

    public IReadOnlyList<int>? Labels { get; init; }

    /// <summary>The prompts of a golden folder; none of a kind whose chats stand in tensors alone.</summary>
    public static IEnumerable<GoldenPrompt> Of(GoldenChatFolder folder) =>
        folder.Cases.SelectMany(golden => Read(folder, golden));

    private static IEnumerable<GoldenPrompt> Read(GoldenChatFolder folder, JsonElement golden) => golden switch
    {
        _ when Has(golden, "samples", out JsonElement samples) && samples[0].TryGetProperty("messages", out _) =>
            samples.EnumerateArray().Select((_, row) => ReadSample(folder, golden, row)),
        _ when Has(golden, "samples", out JsonElement samples) && samples[0].TryGetProperty("tiles", out _) =>
            samples.EnumerateArray().Select(sample => ReadTrained(golden, sample)),
        _ when !Has(golden, "input_ids", out _) || Has(golden, "conv_mode", out _) => [],
        _ when Has(golden, "num_patches_list", out _) => ReadTiled(golden),
        _ when Has(golden, "conversation", out _) => [ReadConversation(golden)],
        _ when Has(golden, "prompt_expanded_image_tokens", out _) => [ReadMessages(golden)],
        _ => [],
    };

    /// <summary>Format 2, and Qwen2-VL's.</summary>
    private static GoldenPrompt ReadSample(GoldenChatFolder folder, JsonElement golden, int row)
    {
        JsonElement sample = golden.GetProperty("samples")[row];
        string[] images = [.. sample.GetProperty("images").EnumerateArray().Select(image => image.GetString()!)];
        int before = golden.GetProperty("samples").EnumerateArray().Take(row)
            .Sum(other => other.GetProperty("images").GetArrayLength());
        return new GoldenPrompt
        {
            Name = $"{Id(golden)}[{row}]",
            Turns = ChatCase.ReadTurns(sample.GetProperty("messages")),
            Grids = [.. images.Select((image, index) => folder.Grid(golden, image, before + index))],
            Open = !golden.TryGetProperty("add_generation_prompt", out JsonElement open)
                ? !golden.GetProperty("options").TryGetProperty("add_generation_prompt", out open) || open.GetBoolean()
                : open.GetBoolean(),
            Rendered = golden.GetProperty("rendered")[row].GetString(),
            Ids = [.. ChatCase.ReadRuns(golden.GetProperty("input_ids")[row])],
            Labels = Has(golden, "labels", out JsonElement labels) ? [.. ChatCase.ReadRuns(labels[row])] : null,
        };
    }

    /// <summary>InternVL2's questions.</summary>
    private static IEnumerable<GoldenPrompt> ReadTiled(JsonElement golden)
    {
        int[] tiles = [.. golden.GetProperty("num_patches_list").EnumerateArray().Select(count => count.GetInt32())];
        if (Has(golden, "questions", out JsonElement questions))
        {
            return questions.EnumerateArray().Select((question, row) => new GoldenPrompt
            {
                Name = $"{Id(golden)}[{row}]",
                Turns = [Marked(question.GetString()!, images: 1)],
                Grids = [Tiles(tiles[row])],
                Open = true,
                Ids = [.. ChatCase.ReadRuns(golden.GetProperty("input_ids")[row])],
            });
        }

        List<ChatTurn> turns = [];
        if (Has(golden, "history", out JsonElement history))
        {
            foreach (JsonElement pair in history.EnumerateArray())
            {
                turns.Add(Marked(pair[0].GetString()!, 0));
                turns.Add(ChatTurn.Assistant(pair[1].GetString()!));
            }
        }

        turns.Add(Marked(golden.GetProperty("question").GetString()!, turns.Count == 0 ? tiles.Length : 0));
        return
        [
            new GoldenPrompt
            {
                Name = Id(golden),
                Turns = turns,
                Grids = [.. tiles.Select(Tiles)],
                Open = true,
                Rendered = golden.GetProperty("prompt_before_expansion").GetString(),
                Ids = [.. ChatCase.ReadRuns(golden.GetProperty("input_ids"))],
            },
        ];
    }

    /// <summary>InternVL2's conversations with labels.</summary>
    private static GoldenPrompt ReadTrained(JsonElement golden, JsonElement sample) => new()
    {
        Name = $"{Id(golden)}, {sample.GetProperty("image")}",
        Turns = ReadSpeakers(sample.GetProperty("conversations")),
        Grids = Has(sample, "image", out _) ? [Tiles(sample.GetProperty("tiles").GetInt32())] : [],
        Open = false,
        Ids = [.. ChatCase.ReadRuns(sample.GetProperty("input_ids"))],
        Labels = [.. ChatCase.ReadRuns(sample.GetProperty("labels"))],
    };

    /// <summary>TinyLLaVA's, in which one id stands for an image.</summary>
    private static GoldenPrompt ReadConversation(JsonElement golden)
    {
        ChatTurn[] turns = ReadSpeakers(golden.GetProperty("conversation"));
        return new GoldenPrompt
        {
            Name = Id(golden),
            Turns = turns,
            Grids = [.. turns.SelectMany(turn => turn.Parts.Where(part => part.IsImage)).Select(_ => ImageGrid.Whole)],
            Open = golden.GetProperty("mode").GetString() == "eval",
            Rendered = golden.GetProperty("prompt").GetString(),
            Ids = [.. ChatCase.ReadRuns(golden.GetProperty("input_ids"))],
            Labels = Has(golden, "labels", out JsonElement labels) ? [.. ChatCase.ReadRuns(labels)] : null,
        };
    }

    /// <summary>LLaVA-1.5's.</summary>
    private static GoldenPrompt ReadMessages(JsonElement golden) => new()
    {
        Name = Id(golden),
        Turns = ChatCase.ReadTurns(golden.GetProperty("messages")),
        Grids = [.. golden.GetProperty("images").EnumerateArray().Select(_ => ImageGrid.Whole)],
        Open = true,
        Rendered = golden.GetProperty("prompt").GetString(),
        Ids = [.. ChatCase.ReadRuns(golden.GetProperty("input_ids"))],
    };

    private static ChatTurn[] ReadSpeakers(JsonElement conversation) =>
    [
        .. conversation.EnumerateArray()
            .Where(turn => turn.GetProperty("value").ValueKind == JsonValueKind.String)
            .Select(turn => turn.GetProperty("from").GetString() == "gpt"
                ? ChatTurn.Assistant(turn.GetProperty("value").GetString()!)
                : Marked(turn.GetProperty("value").GetString()!, 0)),
    ];

    /// <summary>A question in which "&lt;image&gt;" marks an image; those that it doesn't mark come first.</summary>
    private static ChatTurn Marked(string question, int images)
    {
        const string Mark = "<image>";
        List<ChatPart> parts = [];
        while (question.StartsWith(Mark + "\n", StringComparison.Ordinal))
        {
            parts.Add(ChatPart.Image);
            question = question[(Mark.Length + 1)..];
        }

        foreach ((int index, string text) in question.Split(Mark).Index())
        {
            if (index > 0)
            {
                parts.Add(ChatPart.Image);
            }

            if (text.Length > 0)
            {
                parts.Add(ChatPart.OfText(text));
            }
        }

        int missing = parts.Any(part => part.IsImage) ? 0 : images;
        return new ChatTurn(ChatRole.User, [.. Enumerable.Repeat(ChatPart.Image, missing), .. parts]);
    }

    /// <summary>Any grid of as many tiles.</summary>
    private static ImageGrid Tiles(int count) => count == 1 ? ImageGrid.Whole : new ImageGrid(1, count - 1);

    private static string Id(JsonElement golden) =>
        golden.GetProperty(golden.TryGetProperty("name", out _) ? "name" : "id").GetString()!;

    private static bool Has(JsonElement golden, string name, out JsonElement value) =>
        golden.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}

/// <summary>A golden folder of a model whose family has a chat format.</summary>
internal sealed record GoldenChatFolder(string Path, string ModelType, JsonElement Config)
{
    public string Name => string.Join('/', Path.Split('/', '\\')[^2..]);

    public string Model => System.IO.Path.Combine(Path, "model");

    /// <summary>Its cases, those whose chat template takes arguments of its own left out.</summary>
    public IEnumerable<JsonElement> Cases
    {
        get
        {
            JsonElement root = JsonElement.Parse(File.ReadAllText(System.IO.Path.Combine(Path, "cases.json")));
            return (root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("cases")).EnumerateArray()
                .Where(golden => !golden.TryGetProperty("template", out JsonElement template)
                    || !template.EnumerateObject().Any());
        }
    }

    /// <summary>Every such folder of the goldens, and those of the copy that have no weights.</summary>
    public static IEnumerable<GoldenChatFolder> Find() => new[]
        {
            System.IO.Path.Combine(Repository.OwnGoldens, "chats"),
            System.IO.Path.Combine(Repository.Goldens, "models"),
            System.IO.Path.Combine(Repository.Goldens, "families"),
        }
        .Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories)
        .Where(folder => File.Exists(System.IO.Path.Combine(folder, "model", "config.json")))
        .Order(StringComparer.Ordinal)
        .Select(Read)
        .Where(folder => Format(folder) is not null);

    public static ChatFormat? Format(GoldenChatFolder folder) => folder.ModelType switch
    {
        "idefics3" or "smolvlm" => Idefics3Chat.Format,
        "qwen2_vl" or "qwen2_5_vl" => Qwen2VlChat.Format,
        "llava" => LlavaChat.Format,
        "internvl_chat" => InternVl2Chat.Formats[folder.Config.GetProperty("template").GetString()!],
        "tinyllava" => TinyLlavaChat.Formats[
            folder.Config.GetProperty("text_config").GetProperty("model_type").GetString()!],
        "tiny_llava_stablelm" => TinyLlavaChat.Formats["stablelm"],
        _ => null,
    };

    public ChatEncoder Encoder(bool marksInText) => Format(this) == Idefics3Chat.Format
        ? Idefics3Chat.Load(Model, marksInText)
        : ChatEncoder.Load(Model, Format(this)!, ImageTokens(), marksInText);

    public ImageGrid Grid(JsonElement golden, string image, int place)
    {
        if (golden.TryGetProperty("image_grid_thw", out JsonElement sizes))
        {
            return new ImageGrid(sizes[place][1].GetInt32() / 2, sizes[place][2].GetInt32() / 2);
        }

        bool isWhole = ModelType == "llava" || golden.GetProperty("processor").GetRawText().Contains("false");
        ImageInfo info = ImageDecoder.ReadInfo(Repository.GoldenImage(image), applyExif: true);
        return isWhole
            ? ImageGrid.Whole
            : new Idefics3ImageProcessor(Idefics3ProcessorConfig.Read(ProcessorFile.Open(Model)))
                .Plan(info.Width, info.Height).Grid;
    }

    private int ImageTokens()
    {
        JsonElement root = JsonElement.Parse(File.ReadAllText(System.IO.Path.Combine(Path, "cases.json")));
        return ModelType switch
        {
            "internvl_chat" => 4,
            "llava" => root.TryGetProperty("tokens_per_image", out JsonElement tokens) ? tokens.GetInt32() : 25,
            _ => 1,
        };
    }

    private static GoldenChatFolder Read(string path)
    {
        JsonElement config = JsonElement.Parse(File.ReadAllText(System.IO.Path.Combine(path, "model", "config.json")));
        return new GoldenChatFolder(path, config.GetProperty("model_type").GetString()!, config);
    }
}
