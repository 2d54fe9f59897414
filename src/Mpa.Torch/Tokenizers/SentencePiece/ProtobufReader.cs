using System.Text;

namespace Mpa.Torch.Tokenizers.SentencePiece;

/// <summary>Reads the fields of a protobuf message (protobuf.dev/programming-guides/encoding).</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;
    private int _wire;

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next(out int field)
    {
        if (_rest.IsEmpty)
        {
            field = 0;
            return false;
        }

        ulong tag = Varint();
        _wire = (int)(tag & 7);
        field = (int)Math.Min(tag >> 3, int.MaxValue);
        return true;
    }

    /// <summary>The field as a number.</summary>
    public ulong Number() => _wire == 0 ? Varint() : throw Bad();

    /// <summary>The field as a float.</summary>
    public float Single() => _wire == 5 ? BitConverter.ToSingle(Take(4)) : throw Bad();

    /// <summary>The field as bytes or as a message.</summary>
    public ReadOnlySpan<byte> Bytes() => _wire == 2 ? Take(Varint()) : throw Bad();

    /// <summary>The field as text.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Passes over the field.</summary>
    public void Skip()
    {
        switch (_wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Bytes();
                break;
            case 5:
                Take(4);
                break;
            default:
                throw Bad();
        }
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw new InvalidDataException("it ends inside a field");
        }

        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number in it has no end");
    }

    private readonly InvalidDataException Bad() => new($"a field in it is of wire type {_wire}");
}
