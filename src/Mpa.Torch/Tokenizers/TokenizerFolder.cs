namespace Mpa.Torch.Tokenizers;

/// <summary>The tokenizer of a model folder, read from what the folder has.</summary>
internal static class TokenizerFolder
{
    private const string Json = "tokenizer.json";
    private const string Model = "tokenizer.model";
    private static readonly string[] Pair = ["vocab.json", "merges.txt"];

    /// <summary>Reads tokenizer.json, else tokenizer.model, else vocab.json with merges.txt.</summary>
    /// <param name="folder">A model folder.</param>
    /// <param name="marks">Added tokens that are special whatever the files say.</param>
    /// <exception cref="MpaException">There is none, or a file is damaged or of another kind.</exception>
    public static ITokenizer Open(string folder, params IReadOnlyList<string> marks) => true switch
    {
        _ when Has(folder, Json) => BpeTokenizer.Load(Path.Combine(folder, Json), marks),
        _ when Has(folder, Model) => SentencePieceTokenizer.Load(folder, marks),
        _ when Pair.All(name => Has(folder, name)) => VocabularyFiles.Load(folder, marks),
        _ => throw new MpaException($"{folder}: lacks {Missing(folder)}: pull or copy the model again."),
    };

    /// <summary>The names of the files that its tokenizer is read from, whether they are there or not.</summary>
    public static IReadOnlyList<string> Files(string folder) => true switch
    {
        _ when Has(folder, Json) => [Json],
        _ when Has(folder, Model) => [Model, .. TokenizerConfigFile.Names],
        _ => [.. Pair, .. TokenizerConfigFile.Names],
    };

    /// <summary>What a folder lacks to have a tokenizer; null if it has one.</summary>
    public static string? Missing(string folder)
    {
        if (Has(folder, Json) || Has(folder, Model) || Pair.All(name => Has(folder, name)))
        {
            return null;
        }

        return Pair.FirstOrDefault(name => Has(folder, name)) is { } half
            ? $"{Pair.First(name => name != half)} beside {half}"
            : Json;
    }

    private static bool Has(string folder, string name) => File.Exists(Path.Combine(folder, name));
}
