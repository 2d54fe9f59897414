using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Tokenizers.SentencePiece;

/// <summary>
/// A tokenizer.model: pieces with scores, and how text is brought into their form (sentencepiece_model.proto of
/// github.com/google/sentencepiece).
/// </summary>
/// <param name="Pieces">A piece's place is its id.</param>
/// <param name="UnknownId">The piece of type unknown.</param>
/// <param name="FallsBackToBytes">A character without a piece becomes the pieces of its bytes.</param>
/// <param name="AddsDummyPrefix">A space is put before a text.</param>
/// <param name="RemovesExtraSpaces">Runs of spaces become one, and none is left at the ends.</param>
/// <param name="UnknownText">What an unknown piece is in decoded text.</param>
internal sealed record SentencePieceModel(
    IReadOnlyList<Piece> Pieces,
    int UnknownId,
    bool FallsBackToBytes,
    bool AddsDummyPrefix,
    bool RemovesExtraSpaces,
    string UnknownText)
{
    /// <summary>What stands for a space.</summary>
    public const char Space = '\u2581';

    // The largest released one, Gemma's, takes 4 MB.
    private const long Largest = 256L << 20;
    private const int MostPieces = 1 << 22;
    private const ulong Bpe = 2;

    /// <summary>Reads a file.</summary>
    /// <exception cref="MpaException">It is damaged, or of a kind that is not supported.</exception>
    public static SentencePieceModel Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Largest and var length })
            {
                throw new MpaException($"{path}: takes {length:N0} bytes; expected {Largest:N0} at most.");
            }

            byte[] bytes = File.ReadAllBytes(path);
            LfsPointer.Refuse(path, bytes);
            return Parse(path, bytes);
        }
        catch (InvalidDataException error)
        {
            throw new MpaException($"{path} is no SentencePiece model: {error.Message}. Download it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MpaException($"{path} can't be read: {error.Message} Check the model folder.", error);
        }
    }

    private static SentencePieceModel Parse(string path, byte[] bytes)
    {
        List<Piece> pieces = [];
        ModelOptions options = new();
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1 when pieces.Count < MostPieces:
                    pieces.Add(ReadPiece(new ProtobufReader(reader.Bytes())));
                    break;
                case 2:
                    options.ReadTrainer(new ProtobufReader(reader.Bytes()));
                    break;
                case 3:
                    options.ReadNormalizer(new ProtobufReader(reader.Bytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (options.Unsupported(Bpe) is { } unsupported)
        {
            throw new MpaException(
                $"{path}: the SentencePiece model {unsupported}, which is not supported. "
                + "BPE that leaves text as it is is, as Llama, Phi-3, InternLM2 and Gemma have it.");
        }

        int unknown = pieces.FindIndex(piece => piece.Type == PieceType.Unknown);
        return unknown < 0
            ? throw new InvalidDataException("it has no unknown piece")
            : new SentencePieceModel(
                Pieces: pieces,
                UnknownId: unknown,
                FallsBackToBytes: options.FallsBackToBytes,
                AddsDummyPrefix: options.AddsDummyPrefix,
                RemovesExtraSpaces: options.RemovesExtraSpaces,
                UnknownText: options.UnknownText);
    }

    private static Piece ReadPiece(ProtobufReader reader)
    {
        Piece piece = new("", 0, PieceType.Normal);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    piece = piece with { Text = reader.Text() };
                    break;
                case 2:
                    piece = piece with { Score = reader.Single() };
                    break;
                case 3:
                    piece = piece with { Type = (PieceType)Math.Min(reader.Number(), int.MaxValue) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return piece;
    }

    /// <summary>What trainer_spec and normalizer_spec say, with the defaults of the format.</summary>
    private sealed class ModelOptions
    {
        private ulong _type = 1;
        private bool _mapsCharacters;
        private bool _spaceIsSuffix;
        private bool _writesSpaces = true;

        public bool FallsBackToBytes { get; private set; }

        public bool AddsDummyPrefix { get; private set; } = true;

        public bool RemovesExtraSpaces { get; private set; } = true;

        public string UnknownText { get; private set; } = " \u2047 ";

        public void ReadTrainer(ProtobufReader reader)
        {
            while (reader.Next(out int field))
            {
                switch (field)
                {
                    case 3:
                        _type = reader.Number();
                        break;
                    case 24:
                        _spaceIsSuffix = reader.Number() != 0;
                        break;
                    case 35:
                        FallsBackToBytes = reader.Number() != 0;
                        break;
                    case 44:
                        UnknownText = reader.Text();
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }

        public void ReadNormalizer(ProtobufReader reader)
        {
            while (reader.Next(out int field))
            {
                switch (field)
                {
                    case 2:
                        _mapsCharacters = reader.Bytes().Length > 0;
                        break;
                    case 3:
                        AddsDummyPrefix = reader.Number() != 0;
                        break;
                    case 4:
                        RemovesExtraSpaces = reader.Number() != 0;
                        break;
                    case 5:
                        _writesSpaces = reader.Number() != 0;
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }

        public string? Unsupported(ulong type) => true switch
        {
            _ when _type != type => $"is of type {_type} (1 is unigram, 2 BPE, 3 word, 4 char)",
            _ when _mapsCharacters => "maps characters to others (precompiled_charsmap)",
            _ when _spaceIsSuffix => "puts spaces after words (treat_whitespace_as_suffix)",
            _ when !_writesSpaces => "doesn't write spaces as marks (escape_whitespaces)",
            _ => null,
        };
    }
}

/// <summary>A piece of a SentencePiece vocabulary.</summary>
/// <param name="Text">How it is written, spaces as "▁".</param>
/// <param name="Score">Pieces of higher score are merged first.</param>
/// <param name="Type">What it is.</param>
internal sealed record Piece(string Text, float Score, PieceType Type);

/// <summary>What a piece is; the numbers are the format's.</summary>
internal enum PieceType
{
    /// <summary>Text.</summary>
    Normal = 1,

    /// <summary>Stands for text that has no piece.</summary>
    Unknown = 2,

    /// <summary>A mark that no text becomes.</summary>
    Control = 3,

    /// <summary>Text that is always one piece.</summary>
    UserDefined = 4,

    /// <summary>Text that is made of other pieces in the end.</summary>
    Unused = 5,

    /// <summary>A byte.</summary>
    Byte = 6,
}
