using System.Text.Json;
using Mpa.Chats;
using Mpa.Torch.Inspection;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>A golden case with chats: kinds prompt, loss, forward, generate and lora of goldens/models.</summary>
internal sealed record ChatCase(string Name, string ModelFolder, JsonElement Json)
{
    public string Kind => Json.GetProperty("kind").GetString()!;

    public bool GenerationPrompt => Json.GetProperty("add_generation_prompt").GetBoolean();

    public PaddingSide Side =>
        Json.GetProperty("padding_side").GetString() == "left" ? PaddingSide.Left : PaddingSide.Right;

    public IEnumerable<IReadOnlyList<ChatTurn>> Chats =>
        Json.GetProperty("messages").EnumerateArray().Select(ReadTurns);

    public IEnumerable<IReadOnlyList<ImageGrid>> Grids =>
        Json.GetProperty("images").EnumerateArray().Select(ReadGrids);

    public int PaddingId => JsonElement.Parse(File.ReadAllText(Path.Combine(ModelFolder, "config.json")))
        .GetProperty("text_config").GetProperty("pad_token_id").GetInt32();

    /// <summary>Every case of a kind.</summary>
    public static List<ChatCase> OfKind(string kind) => Find(golden => golden.Kind == kind);

    /// <summary>Every case with a chat of an Idefics3 or SmolVLM model.</summary>
    public static List<ChatCase> All() => Find(_ => true);

    public static IReadOnlyList<ChatTurn> ReadTurns(JsonElement messages) => CaseComparison.Turns(messages);

    public static IReadOnlyList<ImageGrid> ReadGrids(JsonElement images) =>
    [
        .. images.EnumerateArray()
            .Select(image => new ImageGrid(image.GetProperty("rows").GetInt32(), image.GetProperty("cols").GetInt32())),
    ];

    public string[] Texts(string name) =>
        [.. Json.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    public long[] Numbers(string name) => ReadNumbers(Json.GetProperty(name));

    /// <summary>A table of whole numbers, row after row.</summary>
    public static long[] ReadNumbers(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(number => number.GetInt64())];

    /// <summary>Ids of which some are written as a pair of id and count.</summary>
    public static IEnumerable<int> ReadRuns(JsonElement runs) => runs.EnumerateArray()
        .SelectMany(run => run.ValueKind == JsonValueKind.Number
            ? [run.GetInt32()]
            : Enumerable.Repeat(run[0].GetInt32(), run[1].GetInt32()));

    private static List<ChatCase> Find(Func<ChatCase, bool> wanted) =>
    [
        .. GoldenCase.Find(
                golden => golden.Has("messages") && golden.Has("text") && wanted(Of(golden)), GoldenCase.Idefics3)
            .Select(row => Of(GoldenCase.Named(row.Data))),
    ];

    private static ChatCase Of(GoldenCase golden) => new(golden.Name, golden.ModelFolder, golden.Json);
}
