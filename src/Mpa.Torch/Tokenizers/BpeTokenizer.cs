using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// A BPE tokenizer in the form of a tokenizer.json, over bytes (GPT-2, SmolLM2, Qwen2) or over characters with bytes
/// for those it lacks (Llama, Gemma). Gives the ids and texts that the "tokenizers" library gives.
/// </summary>
internal sealed class BpeTokenizer : ITokenizer
{
    private readonly TokenizerFile _file;
    private readonly WordCache _words;
    private readonly AddedTokenFinder _rawTokens;
    private readonly AddedTokenFinder _normalizedTokens;
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _tokens;
    private readonly HashSet<int> _special;

    /// <summary>Takes the parts of a file.</summary>
    public BpeTokenizer(TokenizerFile file)
    {
        _file = file;
        _words = new WordCache(file.Model);
        _rawTokens = new AddedTokenFinder(file.AddedTokens.Where(token => !token.Normalized));
        _normalizedTokens = new AddedTokenFinder(file.AddedTokens.Where(token => token.Normalized)
            .Select(token => token with { Content = file.Normalizer.Apply(token.Content, continues: false) }));
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

    /// <inheritdoc/>
    public int VocabularySize => _tokens.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Prefix => _file.Prefix;

    /// <inheritdoc/>
    public IReadOnlyList<int> Suffix => _file.Suffix;

    /// <summary>Reads a tokenizer.json; the marks are special whatever it says.</summary>
    /// <exception cref="MpaException">
    /// The file is missing, damaged, lacks a part, or is of another kind; the message says which.
    /// </exception>
    public static BpeTokenizer Load(string tokenizerJsonPath, params IReadOnlyList<string> marks) =>
        new(TokenizerFile.Read(tokenizerJsonPath).Marking(marks));

    /// <summary>
    /// A byte that the vocabulary lacks gives no id (or the unknown token where the file names one), as in the official
    /// tokenizers.
    /// </summary>
    /// <inheritdoc/>
    public IReadOnlyList<int[]> Encode(string text, IReadOnlyList<int> cuts, IReadOnlyList<TextSpan> plain)
    {
        PartedIds ids = new(cuts);
        foreach (TextPiece piece in _rawTokens.Pieces(text, cuts, plain))
        {
            List<int> part = ids.At(piece.Start);
            if (piece.TokenId is { } token)
            {
                part.Add(token);
            }
            else
            {
                AppendNormalized(text[piece.Start..piece.End], piece, part);
            }
        }

        return ids.Parts();
    }

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        IEnumerable<string> tokens = ids
            .Where(id => id >= 0 && id < _tokens.Length && !(skipSpecialTokens && _special.Contains(id)))
            .Select(id => _tokens[id])
            .OfType<string>();
        return _file.Decoder is { } decoder ? decoder.Decode(tokens) : _file.Apart.Join(tokens, DecodeBytes);
    }

    /// <inheritdoc/>
    public int? TokenId(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>Where some of the text is plain, all of it is: normalizing moves its places.</summary>
    private void AppendNormalized(string text, TextPiece piece, List<int> ids)
    {
        text = _file.Normalizer.Apply(text, piece.Continues);
        TextSpan[] plain = piece.IsPlain ? [new TextSpan(0, text.Length)] : [];
        foreach (TextPiece part in _normalizedTokens.Pieces(text, [], plain))
        {
            if (part.TokenId is { } token)
            {
                ids.Add(token);
            }
            else
            {
                AppendWords(text[part.Start..part.End], isFirst: piece.Start + part.Start == 0, ids);
            }
        }
    }

    private void AppendWords(string text, bool isFirst, List<int> ids)
    {
        try
        {
            _file.PreTokenizer.Split(text, isFirst, word => ids.AddRange(_words.Encode(word)));
        }
        catch (RegexMatchTimeoutException error)
        {
            throw new MpaException(
                $"{_file.Path}: the split \"{error.Pattern}\" takes more than {error.MatchTimeout.TotalSeconds:0} s "
                + $"on a text of {text.Length:N0} characters. Take the tokenizer.json of the model's publisher.",
                error);
        }
    }

    private static string DecodeBytes(List<string> tokens)
    {
        ArrayBufferWriter<byte> bytes = new();
        foreach (string token in tokens)
        {
            AppendBytes(token, bytes);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
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

/// <summary>Ids of a text, parted at its cuts.</summary>
internal sealed class PartedIds(IReadOnlyList<int> cuts)
{
    private readonly List<List<int>> _parts = [[]];

    /// <summary>The part that a piece belongs to; pieces come in their order.</summary>
    /// <param name="start">Where the piece begins.</param>
    public List<int> At(int start)
    {
        while (_parts.Count <= cuts.Count && cuts[_parts.Count - 1] <= start)
        {
            _parts.Add([]);
        }

        return _parts[^1];
    }

    /// <summary>All parts, one more than there are cuts.</summary>
    public IReadOnlyList<int[]> Parts()
    {
        At(int.MaxValue);
        return [.. _parts.Select(part => part.ToArray())];
    }
}
