using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Mpa.Files;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// A byte-level BPE tokenizer (GPT-2, SmolLM2, Qwen2 and their like) read from a tokenizer.json. Gives the ids and
/// texts that the "tokenizers" library gives. Safe to use from several threads.
/// </summary>
internal sealed class ByteLevelBpeTokenizer
{
    private readonly TokenizerFile _file;
    private readonly WordCache _words;
    private readonly AddedTokenFinder _rawTokens;
    private readonly AddedTokenFinder _normalizedTokens;
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _tokens;
    private readonly HashSet<int> _special;

    private ByteLevelBpeTokenizer(TokenizerFile file)
    {
        _file = file;
        _words = new WordCache(file.Model);
        _rawTokens = new AddedTokenFinder(file.AddedTokens.Where(token => !token.Normalized));
        _normalizedTokens = new AddedTokenFinder(file.AddedTokens.Where(token => token.Normalized)
            .Select(token => token with { Content = Normalize(token.Content) }));
        _ids = new Dictionary<string, int>(file.Vocabulary, StringComparer.Ordinal);
        foreach (AddedToken token in file.AddedTokens)
        {
            _ids[token.Content] = token.Id;
        }

        _special = [.. file.AddedTokens.Where(token => token.Special).Select(token => token.Id)];
        _tokens = new string?[_ids.Values.DefaultIfEmpty(-1).Max() + 1];
        foreach ((string token, int id) in _ids)
        {
            _tokens[id] = token;
        }
    }

    /// <summary>
    /// One more than the highest id. The model's embedding may have more rows than this, for alignment.
    /// </summary>
    public int VocabularySize => _tokens.Length;

    /// <summary>Reads a tokenizer.json.</summary>
    /// <exception cref="MpaException">
    /// The file is missing, damaged, lacks a part, or is no byte-level BPE; the message says which.
    /// </exception>
    public static ByteLevelBpeTokenizer Load(string tokenizerJsonPath) => new(TokenizerFile.Read(tokenizerJsonPath));

    /// <summary>
    /// Turns text into ids. Added tokens inside the text ("&lt;image&gt;", "&lt;|im_start|&gt;") are recognized. A byte
    /// that the vocabulary lacks gives no id (or the unknown token where the file names one), as in the official
    /// tokenizers.
    /// </summary>
    /// <param name="text">Any text; lone surrogates count as U+FFFD.</param>
    /// <param name="addTemplate">
    /// Adds what the file's template puts around a text, such as a begin token. SmolVLM and Qwen2 have none.
    /// </param>
    /// <param name="plain">
    /// Where special tokens are ordinary text, as everywhere with split_special_tokens in transformers; null for
    /// nowhere.
    /// </param>
    /// <exception cref="MpaException">A split of the file takes too long on the text.</exception>
    public int[] Encode(string text, bool addTemplate = true, IReadOnlyList<TextSpan>? plain = null)
    {
        List<int> ids = new((text.Length / 3) + 8);
        ids.AddRange(addTemplate ? _file.Prefix : []);
        AppendRaw(text, plain ?? [], ids);
        ids.AddRange(addTemplate ? _file.Suffix : []);
        return [.. ids];
    }

    /// <summary>
    /// Turns ids into text. Bytes that are no valid UTF-8 together become U+FFFD. An id that has no token (a model's
    /// spare embedding row) adds nothing, as in the official tokenizers.
    /// </summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        ArrayBufferWriter<byte> bytes = new();
        foreach (int id in ids)
        {
            bool skipped = skipSpecialTokens && _special.Contains(id);
            if (!skipped && id >= 0 && id < _tokens.Length && _tokens[id] is { } token)
            {
                AppendBytes(token, bytes);
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>
    /// The id of a token as the vocabulary spells it ("Ġthe", "&lt;image&gt;"), or null if there is none.
    /// </summary>
    public int? TokenId(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    private string Normalize(string text) => _file.ComposesCharacters ? CanonicalComposition.Normalize(text) : text;

    private void AppendRaw(string text, IReadOnlyList<TextSpan> plain, List<int> ids)
    {
        int at = 0;
        while (_rawTokens.TryFind(text, at, plain, out AddedTokenMatch match))
        {
            AppendNormalized(text[at..match.Start], plain.Any(span => span.Overlaps(at, match.Start)), ids);
            ids.Add(match.Id);
            at = match.End;
        }

        AppendNormalized(text[at..], plain.Any(span => span.Overlaps(at, text.Length)), ids);
    }

    /// <summary>Where some of the text is plain, all of it is: normalizing moves its places.</summary>
    private void AppendNormalized(string text, bool isPlain, List<int> ids)
    {
        int at = 0;
        text = Normalize(text);
        TextSpan[] plain = isPlain ? [new TextSpan(0, text.Length)] : [];
        while (_normalizedTokens.TryFind(text, at, plain, out AddedTokenMatch match))
        {
            AppendWords(text[at..match.Start], ids);
            ids.Add(match.Id);
            at = match.End;
        }

        AppendWords(text[at..], ids);
    }

    private void AppendWords(string text, List<int> ids)
    {
        try
        {
            _file.PreTokenizer.Split(text, word => ids.AddRange(_words.Encode(word)));
        }
        catch (RegexMatchTimeoutException error)
        {
            throw new MpaException(
                $"{_file.Path}: the split \"{error.Pattern}\" takes more than {error.MatchTimeout.TotalSeconds:0} s "
                + $"on a text of {text.Length:N0} characters. Take the tokenizer.json of the model's publisher.",
                error);
        }
    }

    private static void AppendBytes(string token, ArrayBufferWriter<byte> bytes)
    {
        Span<byte> spelled = bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(token.Length));
        for (int i = 0; i < token.Length; i++)
        {
            if (!ByteAlphabet.TryToByte(token[i], out spelled[i]))
            {
                bytes.Advance(Encoding.UTF8.GetBytes(token, spelled));
                return;
            }
        }

        bytes.Advance(token.Length);
    }
}
