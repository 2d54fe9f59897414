using System.Text.Json;
using Mpa.Files;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// vocab.json and merges.txt, as the slow byte-level tokenizers of transformers save them (Qwen2, GPT-2, CodeGen): the
/// splitting stands in their code.
/// </summary>
internal static class VocabularyFiles
{
    private const string Vocabulary = "vocab.json";
    private const string Merges = "merges.txt";
    private const long LargestMerges = 256L << 20;

    /// <summary>Reads both, with the added tokens beside them; the marks are special whatever they say.</summary>
    /// <exception cref="MpaException">A file is damaged, or of a tokenizer that isn't known here.</exception>
    public static BpeTokenizer Load(string folder, IReadOnlyList<string> marks)
    {
        string path = Path.Combine(folder, Vocabulary);
        using JsonDocument document = TokenizerFile.Parse(path);
        TokenizerNode root = new(path, "", document.RootElement);
        Dictionary<string, int> vocabulary = BpeModelReader.ReadTokens(root);
        TokenizerConfigFile config = TokenizerConfigFile.Read(
            folder, token => vocabulary.TryGetValue(token, out int id) ? id : null);
        bool isQwen = config.Class switch
        {
            "Qwen2Tokenizer" => true,
            "" or "GPT2Tokenizer" or "CodeGenTokenizer" => false,
            var other => throw config.Config["tokenizer_class"].Unsupported(
                $"{other} with {Vocabulary} (Qwen2Tokenizer, GPT2Tokenizer and CodeGenTokenizer are known)"),
        };
        string pattern = isQwen ? SplitPatterns.Qwen2 : SplitPatterns.Gpt2;
        TokenizerFile file = new(
            Path: path,
            Vocabulary: vocabulary,
            Model: new BpeModel(
                new ByteSymbols(vocabulary),
                new MergeTable(ReadMerges(Path.Combine(folder, Merges), vocabulary)),
                Unknown(config, vocabulary),
                FusesUnknown: false,
                IgnoresMerges: false),
            PreTokenizer: new PreTokenizer(
            [
                new SplitStep(
                    SplitPatterns.Compile(pattern), PrefixSpace: config.Flag("add_prefix_space", false)),
            ]),
            AddedTokens: [.. config.AddedTokens.Select(token => token with { Normalized = false })],
            Normalizer: new TextNormalizer(isQwen ? [(text, _) => CanonicalComposition.Normalize(text)] : []),
            Decoder: null,
            Prefix: config.Flag("add_bos_token", false) ? Begin(config, vocabulary) : [],
            Suffix: [])
        {
            Apart = isQwen ? TokensApart.None : TokensApart.Of(config, vocabulary.Count),
        };
        return new BpeTokenizer(file.Marking(marks));
    }

    private static int? Unknown(TokenizerConfigFile config, Dictionary<string, int> vocabulary) =>
        config.Roles.TryGetValue("unk_token", out string? token) ? Find(token, config, vocabulary) : null;

    private static int[] Begin(TokenizerConfigFile config, Dictionary<string, int> vocabulary) =>
        config.Roles.TryGetValue("bos_token", out string? token) && Find(token, config, vocabulary) is { } id
            ? [id]
            : throw new MpaException(
                $"{config.Config.File}: asks for a begin token (add_bos_token), but names none of the vocabulary. "
                + "Take the files of the model's publisher.");

    private static int? Find(string token, TokenizerConfigFile config, Dictionary<string, int> vocabulary) =>
        config.AddedTokens.FirstOrDefault(added => added.Content == token)?.Id
        ?? (vocabulary.TryGetValue(token, out int id) ? id : null);

    private static Dictionary<ulong, Merge> ReadMerges(string path, Dictionary<string, int> vocabulary)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > LargestMerges and var length }
                ? throw new MpaException($"{path}: takes {length:N0} bytes; expected {LargestMerges:N0} at most.")
                : BpeModelReader.ReadMerges(path, Lines(path), vocabulary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MpaException($"{path} can't be read: {error.Message} Check the model folder.", error);
        }
    }

    /// <summary>Each line is two tokens with a space between them; the first may be "#version: 0.2".</summary>
    private static IEnumerable<(string Left, string Right)> Lines(string path)
    {
        foreach ((int number, string line) in File.ReadLines(path).Index())
        {
            if (line.Length == 0 || (number == 0 && line.StartsWith("#version", StringComparison.Ordinal)))
            {
                continue;
            }

            string[] parts = line.Split(' ');
            yield return parts.Length == 2
                ? (parts[0], parts[1])
                : throw new MpaException(
                    $"{path}, line {number + 1}: expected two tokens with a space between them. Download it again.");
        }
    }
}
