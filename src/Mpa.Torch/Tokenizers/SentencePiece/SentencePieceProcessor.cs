using System.Buffers;
using System.Text;

namespace Mpa.Torch.Tokenizers.SentencePiece;

/// <summary>Text to the ids of a tokenizer.model and pieces to text, as the SentencePiece library does it.</summary>
internal sealed class SentencePieceProcessor
{
    private const string Space = "\u2581";

    private readonly SentencePieceModel _model;
    private readonly SentencePieceBpe _bpe;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly LongestMatch<string> _userDefined;
    private readonly LongestMatch<string> _harmless;

    /// <summary>Takes a model.</summary>
    /// <param name="model">Read from its file.</param>
    /// <param name="marks">
    /// Ids that a plain text never becomes, although pieces of the model spell them (InternLM2's chat marks stand in
    /// the place of pieces "[UNUSED_TOKEN_145]").
    /// </param>
    public SentencePieceProcessor(SentencePieceModel model, IReadOnlySet<int> marks)
    {
        _model = model;
        (int Id, Piece Piece)[] userDefined =
            [.. model.Pieces.Index().Where(entry => entry.Item.Type == PieceType.UserDefined)];
        _bpe = new SentencePieceBpe(model, marks);
        _userDefined = new LongestMatch<string>(userDefined.Select(entry => (entry.Piece.Text, entry.Piece.Text)));
        _harmless = new LongestMatch<string>(userDefined
            .Where(entry => !marks.Contains(entry.Id))
            .Select(entry => (entry.Piece.Text, entry.Piece.Text)));
        foreach ((int id, Piece piece) in model.Pieces.Index())
        {
            _ids.TryAdd(piece.Text, id);
        }
    }

    /// <summary>The id of a piece; the unknown one for what is none.</summary>
    public int IdOf(string piece) => _ids.GetValueOrDefault(piece, _model.UnknownId);

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="addSpace">A space is put before it.</param>
    /// <param name="isPlain">It becomes no mark.</param>
    public List<int> Encode(string text, bool addSpace, bool isPlain)
    {
        List<int> ids = [];
        string normalized = Normalize(text, addSpace);
        _bpe.Append(normalized, isPlain ? _harmless : _userDefined, isPlain, ids);
        return ids;
    }

    /// <summary>The text of pieces (sentencepiece_processor.cc, Decode).</summary>
    /// <param name="pieces">Texts that are no piece stand for themselves.</param>
    /// <param name="dropsSpace">The space before the text is left out.</param>
    public string Decode(IEnumerable<string> pieces, bool dropsSpace)
    {
        StringBuilder text = new();
        List<byte> bytes = [];
        bool started = false;
        foreach (string piece in pieces)
        {
            int id = IdOf(piece);
            if (_model.Pieces[id].Type == PieceType.Byte && ByteToken.TryRead(piece, out byte value))
            {
                bytes.Add(value);
                continue;
            }

            AppendBytes(bytes, text);
            bool atStart = dropsSpace && !started && text.Length == 0;
            string written = Surface(piece, id, atStart, out bool dropped);
            started |= dropped;
            text.Append(written);
        }

        AppendBytes(bytes, text);
        return text.ToString();
    }

    private string Normalize(string text, bool addSpace)
    {
        text = text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)
            ? string.Concat(text.EnumerateRunes())
            : text;
        if (_model.RemovesExtraSpaces)
        {
            text = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return text.Length == 0 ? "" : (addSpace ? Space : "") + text.Replace(" ", Space, StringComparison.Ordinal);
    }

    private string Surface(string piece, int id, bool atStart, out bool dropped)
    {
        dropped = false;
        switch (_model.Pieces[id].Type)
        {
            case PieceType.Control:
                return "";
            case PieceType.Unknown:
                return piece == _model.Pieces[id].Text ? _model.UnknownText : piece;
            default:
                if (atStart && piece.StartsWith(SentencePieceModel.Space))
                {
                    dropped = !_model.RemovesExtraSpaces;
                    piece = piece[1..];
                }

                return piece.Replace(SentencePieceModel.Space, ' ');
        }
    }

    /// <summary>Bytes as text: one U+FFFD for each that is no UTF-8 in its place.</summary>
    private static void AppendBytes(List<byte> bytes, StringBuilder text)
    {
        ReadOnlySpan<byte> rest = bytes.ToArray();
        bytes.Clear();
        Span<char> units = stackalloc char[2];
        while (!rest.IsEmpty)
        {
            bool isRune = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == OperationStatus.Done;
            text.Append(units[..(isRune ? rune : Rune.ReplacementChar).EncodeToUtf16(units)]);
            rest = rest[(isRune ? length : 1)..];
        }
    }
}
