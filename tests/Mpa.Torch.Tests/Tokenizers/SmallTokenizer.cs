using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>A vocabulary trained in the test on a few lines: all 256 bytes, some merges and the marks of Idefics3.</summary>
internal static class SmallTokenizer
{
    public static IReadOnlyList<string> Lines { get; } =
    [
        .. Enumerable.Range(0, 40).SelectMany(i => new[]
        {
            $"What is the value of the {(i % 2 == 0 ? "black" : "orange")} bar?",
            $"How many bars are higher than {i}? Größe {i} µm, 東京.",
            "Answer with a single word or phrase.",
        }),
    ];

    public static TrainedBpe Bpe { get; } = BpeTrainer.Train(Lines, 330, Idefics3Tokens.Special);

    public static ByteLevelBpeTokenizer Instance { get; } = WriteAndLoad(Bpe);

    public static ByteLevelBpeTokenizer WriteAndLoad(TrainedBpe bpe)
    {
        using TemporaryFolder folder = new();
        TokenizerFiles.Write(folder.Path, bpe);
        return ByteLevelBpeTokenizer.Load(Path.Combine(folder.Path, "tokenizer.json"));
    }
}
