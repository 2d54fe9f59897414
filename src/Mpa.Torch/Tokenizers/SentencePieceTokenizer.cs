using Mpa.Torch.Tokenizers.SentencePiece;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// A SentencePiece vocabulary (tokenizer.model) with the added tokens beside it. Gives the ids and texts that
/// transformers' slow tokenizers give; without a tokenizer_config.json those of the SentencePiece library.
/// </summary>
internal sealed class SentencePieceTokenizer : ITokenizer
{
    private const string Space = "\u2581";

    private readonly SentencePieceModel _model;
    private readonly SentencePieceProcessor _processor;
    private readonly SentencePieceRules _rules;
    private readonly SentencePieceDecoder _decoder;
    private readonly AddedTokenFinder _added;
    private readonly PieceTable _table;
    private readonly IReadOnlySet<string> _special;
    private readonly string _unknown;
    private readonly int _unknownLength;

    private SentencePieceTokenizer(
        SentencePieceModel model, TokenizerConfigFile config, IReadOnlyList<string> marks)
    {
        _model = model;
        _rules = SentencePieceRules.Of(config);
        _special = config.Special;
        _table = new PieceTable(model, config.AddedTokens, marks);
        _added = new AddedTokenFinder(_table.Added);
        _processor = new SentencePieceProcessor(
            model, _table.Added.Where(token => token.Special).Select(token => token.Id).ToHashSet());
        _decoder = new SentencePieceDecoder(model, _processor, _rules, _table, config);
        _unknown = config.Roles.GetValueOrDefault("unk_token", model.Pieces[model.UnknownId].Text);
        _unknownLength = _processor.Encode(_unknown, addSpace: false, isPlain: false).Count;
        Prefix = Around(config, _rules.AddsBegin, "bos", "<s>");
        Suffix = Around(config, false, "eos", "</s>");
    }

    /// <inheritdoc/>
    public int VocabularySize => _table.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> Prefix { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Suffix { get; }

    /// <summary>Reads tokenizer.model and what stands beside it; the marks are special whatever it says.</summary>
    /// <exception cref="MpaException">A file is damaged or of a kind that isn't supported.</exception>
    public static SentencePieceTokenizer Load(string folder, IReadOnlyList<string> marks)
    {
        SentencePieceModel model = SentencePieceModel.Read(Path.Combine(folder, "tokenizer.model"));
        PieceTable table = new(model, [], marks);
        return new SentencePieceTokenizer(model, TokenizerConfigFile.Read(folder, table.IdOf), marks);
    }

    /// <inheritdoc/>
    public int? TokenId(string token) => _table.IdOf(token);

    /// <inheritdoc/>
    public IReadOnlyList<int[]> Encode(string text, IReadOnlyList<int> cuts, IReadOnlyList<TextSpan> plain)
    {
        text = _rules.SplitsWhole ? text.Replace(SentencePieceModel.Space, ' ') : text;
        if (_rules.SplitsWhole && _rules.PrefixSpace && text.Length > 0)
        {
            text = Space + text;
            cuts = [.. cuts.Select(cut => cut == 0 ? 0 : cut + 1)];
            plain = [.. plain.Select(span => new TextSpan(span.Start + 1, span.End + 1))];
        }

        PartedIds ids = new(cuts);
        IEnumerable<TextPiece> pieces = _added.Pieces(text, cuts, plain);
        bool beginsWithSpace = text is [SentencePieceModel.Space or ' ', ..];
        foreach (TextPiece piece in _rules.SplitsWhole && beginsWithSpace ? WithoutLoneSpace(pieces) : pieces)
        {
            List<int> part = ids.At(piece.Start);
            if (piece.TokenId is { } token)
            {
                part.Add(token);
            }
            else
            {
                part.AddRange(Ids(text[piece.Start..piece.End], piece));
            }
        }

        return ids.Parts();
    }

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens) => _decoder.Decode(
        ids.Select(_table.TextOf)
            .OfType<string>()
            .Where(token => !(skipSpecialTokens && _special.Contains(token))));

    /// <summary>A space alone before a special token at the start of the text is left out.</summary>
    private List<TextPiece> WithoutLoneSpace(IEnumerable<TextPiece> pieces)
    {
        List<TextPiece> all = [.. pieces];
        bool isLone = all is [{ TokenId: null, End: 1 }, { TokenId: { } mark }, ..]
            && _special.Contains(_table.TextOf(mark)!);
        return isLone ? all[1..] : all;
    }

    private List<int> Ids(string text, TextPiece piece)
    {
        if (!_rules.SplitsWhole)
        {
            return _processor.Encode(text, _model.AddsDummyPrefix && !piece.Continues, piece.IsPlain);
        }

        if (text[0] is not (SentencePieceModel.Space or ' '))
        {
            return _processor.Encode(text, addSpace: false, piece.IsPlain);
        }

        // As LlamaTokenizer does it, so that no space is lost: with something before it, which is taken away.
        List<int> ids = _processor.Encode(_unknown + text, addSpace: false, piece.IsPlain);
        return ids[Math.Min(_unknownLength, ids.Count)..];
    }

    private int[] Around(TokenizerConfigFile config, bool fallback, string role, string usual)
    {
        if (config.Class.Length == 0 || !config.Flag($"add_{role}_token", fallback))
        {
            return [];
        }

        string token = config.Roles.GetValueOrDefault($"{role}_token", usual);
        return TokenId(token) is { } id
            ? [id]
            : throw new MpaException(
                $"{config.Config.File}: asks for {token} around texts (add_{role}_token), "
                + "but the vocabulary has no such token. Take the files of the model's publisher.");
    }
}

/// <summary>The tokens of a model and those added to it, by id and by text.</summary>
internal sealed class PieceTable
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly string?[] _texts;

    /// <summary>Joins them; an added token takes the place of the piece of its id.</summary>
    public PieceTable(SentencePieceModel model, IReadOnlyList<AddedToken> added, IReadOnlyList<string> marks)
    {
        Added = [.. added.Select(Marked)];
        _texts = new string?[Math.Max(model.Pieces.Count, Added.Select(token => token.Id + 1).DefaultIfEmpty().Max())];
        foreach ((int id, Piece piece) in model.Pieces.Index())
        {
            _texts[id] = piece.Text;
            _ids.TryAdd(piece.Text, id);
        }

        foreach (AddedToken token in Added)
        {
            _texts[token.Id] = token.Content;
            _ids[token.Content] = token.Id;
        }

        AddedToken Marked(AddedToken token)
        {
            bool isControl = token.Id < model.Pieces.Count && model.Pieces[token.Id].Type == PieceType.Control;
            bool isSpecial = token.Special || isControl || marks.Contains(token.Content);
            return token with { Normalized = false, Special = isSpecial };
        }
    }

    /// <summary>The added tokens; a control piece of the model is special.</summary>
    public IReadOnlyList<AddedToken> Added { get; }

    /// <summary>One more than the highest id.</summary>
    public int Count => _texts.Length;

    /// <summary>The id of a token; null if there is none.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>The text of a token; null if there is none.</summary>
    public string? TextOf(int id) => id >= 0 && id < Count ? _texts[id] : null;
}
