using System.Text.Json;
using Mpa.Chats;
using Mpa.Testing;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>A golden case with chats: kinds prompt, loss, forward, generate and lora of goldens/models.</summary>
internal sealed record ChatCase(string Name, string ModelFolder, JsonElement Json)
{
    public string Kind => Json.GetProperty("kind").GetString()!;

    public bool GenerationPrompt => Json.GetProperty("add_generation_prompt").GetBoolean();

    public PaddingSide Side => Json.GetProperty("padding_side").GetString() == "left" ? PaddingSide.Left : PaddingSide.Right;

    public IEnumerable<IReadOnlyList<ChatTurn>> Chats => Json.GetProperty("messages").EnumerateArray().Select(ReadTurns);

    public IEnumerable<IReadOnlyList<ImageGrid>> Grids => Json.GetProperty("images").EnumerateArray().Select(ReadGrids);

    public int PaddingId => JsonElement.Parse(File.ReadAllText(Path.Combine(ModelFolder, "config.json")))
        .GetProperty("text_config").GetProperty("pad_token_id").GetInt32();

    /// <summary>Every case of a kind; skips the test if the goldens folder holds none.</summary>
    public static List<ChatCase> OfKind(string kind)
    {
        List<ChatCase> cases = [.. All().Where(golden => golden.Kind == kind)];
        Assert.SkipWhen(cases.Count == 0, $"no golden case of kind {kind} of an Idefics3 model in {Repository.Goldens}");
        return cases;
    }

    /// <summary>Every case with chats below goldens/models of an Idefics3 or SmolVLM model.</summary>
    public static IEnumerable<ChatCase> All() =>
        from folder in Folders().Order(StringComparer.Ordinal)
        where File.Exists(Path.Combine(folder, "cases.json")) && IsIdefics3(Path.Combine(folder, "model"))
        from json in JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).GetProperty("cases").EnumerateArray()
        where json.TryGetProperty("messages", out _) && json.TryGetProperty("text", out _)
        select new ChatCase($"{Path.GetFileName(folder)}/{json.GetProperty("id")}", Path.Combine(folder, "model"), json);

    public static IReadOnlyList<ChatTurn> ReadTurns(JsonElement messages) =>
        [.. messages.EnumerateArray().Select(message => new ChatTurn(
            Enum.Parse<ChatRole>(message.GetProperty("role").GetString()!, ignoreCase: true),
            message.GetProperty("content") is { ValueKind: JsonValueKind.String } text
                ? [ChatPart.OfText(text.GetString()!)]
                : [.. message.GetProperty("content").EnumerateArray().Select(ReadPart)]))];

    public static IReadOnlyList<ImageGrid> ReadGrids(JsonElement images) =>
        [.. images.EnumerateArray().Select(image => new ImageGrid(image.GetProperty("rows").GetInt32(), image.GetProperty("cols").GetInt32()))];

    public string[] Texts(string name) => [.. Json.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    public long[] Numbers(string name) =>
        [.. Json.GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray().Select(number => number.GetInt64()))];

    private static string[] Folders()
    {
        string models = Path.Combine(Repository.Goldens, "models");
        return Directory.Exists(models) ? Directory.GetDirectories(models) : [];
    }

    private static ChatPart ReadPart(JsonElement part) =>
        part.GetProperty("type").GetString() == "image" ? ChatPart.Image : ChatPart.OfText(part.GetProperty("text").GetString()!);

    private static bool IsIdefics3(string modelFolder) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(modelFolder, "config.json"))).GetProperty("model_type").GetString()
            is "idefics3" or "smolvlm";
}
