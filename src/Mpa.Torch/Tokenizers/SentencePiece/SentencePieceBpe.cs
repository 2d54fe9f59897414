using System.Text;

namespace Mpa.Torch.Tokenizers.SentencePiece;

/// <summary>
/// BPE as SentencePiece does it (bpe_model.cc): neighbors that make the piece of the highest score are joined first,
/// the leftmost among equals. Unlike a list of merges it asks for the joined text alone.
/// </summary>
internal sealed class SentencePieceBpe
{
    private readonly SentencePieceModel _model;
    private readonly IReadOnlySet<int> _marks;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly int _longest;
    private readonly int[]? _byteIds;

    /// <summary>Takes a model, and ids that a plain text never becomes.</summary>
    public SentencePieceBpe(SentencePieceModel model, IReadOnlySet<int> marks)
    {
        (_model, _marks) = (model, marks);
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        Dictionary<string, int> bytes = new(StringComparer.Ordinal);
        foreach ((int id, Piece piece) in model.Pieces.Index())
        {
            if (piece.Type is PieceType.Normal or PieceType.UserDefined or PieceType.Unused)
            {
                ids.TryAdd(piece.Text, id);
            }
            else if (piece.Type == PieceType.Byte)
            {
                bytes.TryAdd(piece.Text, id);
            }
        }

        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = ids.Keys.Select(text => text.Length).DefaultIfEmpty().Max();
        _byteIds = model.FallsBackToBytes
            ? [.. Enumerable.Range(0, 256).Select(value => bytes.GetValueOrDefault(ByteToken.Of((byte)value), -1))]
            : null;
    }

    /// <summary>Adds the ids of a text.</summary>
    /// <param name="text">Normalized: spaces are marks.</param>
    /// <param name="frozen">Pieces that the text is cut at first.</param>
    /// <param name="isPlain">It becomes none of the marks.</param>
    /// <param name="ids">Receives the ids.</param>
    public void Append(string text, LongestMatch<string> frozen, bool isPlain, List<int> ids)
    {
        SymbolList symbols = new(Cut(text, frozen));
        PriorityQueue<(int Left, int Right, int Length), (float MinusScore, int Left)> agenda = new();
        Dictionary<string, int> splits = new(StringComparer.Ordinal);
        for (int i = 1; i < symbols.Count; i++)
        {
            Propose(i - 1, i);
        }

        while (agenda.TryDequeue(out (int Left, int Right, int Length) pair, out _))
        {
            if (symbols.Holds(pair.Left, pair.Right, pair.Length))
            {
                symbols.Join(pair.Left, pair.Right);
                Propose(symbols.Before(pair.Left), pair.Left);
                Propose(pair.Left, symbols.After(pair.Left));
            }
        }

        Emit(text, symbols, splits, ids);

        void Propose(int left, int right)
        {
            if (!symbols.MayJoin(left, right, _longest, out int start, out int length)
                || !_ids.TryGetValue(text.AsSpan(start, length), out int id)
                || (isPlain && _marks.Contains(id)))
            {
                return;
            }

            agenda.Enqueue((left, right, length), (-_model.Pieces[id].Score, left));
            if (_model.Pieces[id].Type == PieceType.Unused)
            {
                splits[text.Substring(start, length)] = symbols[left].Length;
            }
        }
    }

    private static List<Symbol> Cut(string text, LongestMatch<string> frozen)
    {
        List<Symbol> symbols = new(text.Length);
        int at = 0;
        while (at < text.Length)
        {
            bool isFrozen = frozen.TryFind(text.AsSpan(at), out _, out int length);
            if (!isFrozen)
            {
                Rune.DecodeFromUtf16(text.AsSpan(at), out _, out length);
            }

            symbols.Add(new Symbol(at, length, isFrozen));
            at += length;
        }

        return symbols;
    }

    private void Emit(string text, SymbolList symbols, Dictionary<string, int> splits, List<int> ids)
    {
        Stack<(int Start, int Length)> rest = new();
        bool afterUnknown = false;
        for (int i = 0; i >= 0 && i < symbols.Count; i = symbols.After(i))
        {
            rest.Push((symbols[i].Start, symbols[i].Length));
            while (rest.TryPop(out (int Start, int Length) part))
            {
                string piece = text.Substring(part.Start, part.Length);
                bool known = _ids.TryGetValue(piece, out int id);
                if (known
                    && _model.Pieces[id].Type == PieceType.Unused
                    && splits.TryGetValue(piece, out int left)
                    && left < part.Length)
                {
                    rest.Push((part.Start + left, part.Length - left));
                    rest.Push((part.Start, left));
                    continue;
                }

                afterUnknown = Append(piece, known ? id : _model.UnknownId, afterUnknown, ids);
            }
        }
    }

    /// <summary>Adds a piece; says whether it is unknown, of which a run is one id.</summary>
    private bool Append(string piece, int id, bool afterUnknown, List<int> ids)
    {
        if (id != _model.UnknownId)
        {
            ids.Add(id);
            return false;
        }

        if (_byteIds is null)
        {
            if (!afterUnknown)
            {
                ids.Add(id);
            }

            return true;
        }

        foreach (byte value in Encoding.UTF8.GetBytes(piece))
        {
            ids.Add(_byteIds[value] < 0 ? id : _byteIds[value]);
        }

        return false;
    }
}

/// <summary>A stretch of the text that is a piece, or a character that isn't one.</summary>
/// <param name="Start">Its first position.</param>
/// <param name="Length">0 once it was joined to the one before it.</param>
/// <param name="IsFrozen">It is joined to none.</param>
internal readonly record struct Symbol(int Start, int Length, bool IsFrozen);

/// <summary>Symbols linked to their neighbors.</summary>
internal sealed class SymbolList
{
    private readonly Symbol[] _symbols;
    private readonly int[] _before;
    private readonly int[] _after;

    public SymbolList(List<Symbol> symbols)
    {
        _symbols = [.. symbols];
        _before = [.. Enumerable.Range(-1, symbols.Count)];
        _after = [.. Enumerable.Range(1, symbols.Count)];
    }

    /// <summary>How many there were.</summary>
    public int Count => _symbols.Length;

    /// <summary>A symbol by its first place.</summary>
    public Symbol this[int index] => _symbols[index];

    /// <summary>The place before; −1 if there is none.</summary>
    public int Before(int index) => _before[index];

    /// <summary>The place after; −1 if there is none.</summary>
    public int After(int index) => _after[index] < Count ? _after[index] : -1;

    /// <summary>Whether two neighbors are still what they were, by their length together.</summary>
    public bool Holds(int left, int right, int length) =>
        _symbols[left].Length > 0
        && _symbols[right].Length > 0
        && _symbols[left].Length + _symbols[right].Length == length;

    /// <summary>Whether two neighbors may be joined, and what they are together.</summary>
    public bool MayJoin(int left, int right, int longest, out int start, out int length)
    {
        (start, length) = (0, 0);
        if (left < 0 || right < 0 || _symbols[left].IsFrozen || _symbols[right].IsFrozen)
        {
            return false;
        }

        (start, length) = (_symbols[left].Start, _symbols[left].Length + _symbols[right].Length);
        return length <= longest;
    }

    /// <summary>Joins two neighbors under the place of the left one.</summary>
    public void Join(int left, int right)
    {
        _symbols[left] = _symbols[left] with { Length = _symbols[left].Length + _symbols[right].Length };
        _symbols[right] = _symbols[right] with { Length = 0 };
        _after[left] = _after[right];
        if (_after[right] < Count)
        {
            _before[_after[right]] = left;
        }
    }
}
