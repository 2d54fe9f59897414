namespace Mpa.Torch.Generation;

/// <summary>Where a row stands in a <see cref="DecodingBatch"/>.</summary>
/// <param name="Start">Its first column; those before are padding.</param>
/// <param name="Position">Rotary position of what it reads next.</param>
/// <param name="Room">Tokens it may still read.</param>
internal readonly record struct RowPlace(long Start, long Position, long Room)
{
    /// <summary>The same row after columns were put before it, or taken away.</summary>
    public RowPlace Moved(long columns) => this with { Start = Start + columns };

    /// <summary>After one more token.</summary>
    public RowPlace Next() => this with { Position = Position + 1, Room = Room - 1 };
}
