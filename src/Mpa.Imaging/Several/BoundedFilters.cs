using System.IO.Compression;
using System.Runtime.InteropServices;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Mpa.Imaging;

/// <summary>
/// The decoders of a PDF's streams, with a bound on what one may give: a small file can hold a stream that unpacks to
/// more than there is memory.
/// </summary>
/// <param name="most">Bytes.</param>
internal sealed class BoundedFilters(long most) : IFilterProvider
{
    // A code of 12 bits stands for 4,096 bytes at most.
    private const int LzwRatio = 4096 * 8 / 12;

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) =>
        Bounded(DefaultFilterProvider.Instance.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) =>
        Bounded(DefaultFilterProvider.Instance.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Bounded(DefaultFilterProvider.Instance.GetAllFilters());

    private IReadOnlyList<IFilter> Bounded(IReadOnlyList<IFilter> filters) =>
        [.. filters.Select(filter => filter is FlateFilter or LzwFilter ? new Bound(filter, most) : filter)];

    private sealed class Bound(IFilter filter, long most) : IFilter
    {
        public bool IsSupported => filter.IsSupported;

        public Memory<byte> Decode(
            Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            long length = filter is FlateFilter ? Inflated(input) : (long)input.Length * LzwRatio;
            return length <= most
                ? filter.Decode(input, streamDictionary, filterProvider, filterIndex)
                : throw new InvalidDataException($"a stream unpacks to more than {most:N0} bytes");
        }

        private long Inflated(Memory<byte> input)
        {
            if (!MemoryMarshal.TryGetArray<byte>(input, out ArraySegment<byte> bytes))
            {
                bytes = input.ToArray();
            }

            using ZLibStream stream = new(
                new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count), CompressionMode.Decompress);
            byte[] piece = new byte[1 << 16];
            long length = 0;
            try
            {
                for (int read; length <= most && (read = stream.Read(piece)) > 0;)
                {
                    length += read;
                }
            }
            catch (InvalidDataException)
            {
                return length; // what the library makes of a damaged stream, it makes of what comes before the damage
            }

            return length;
        }
    }
}
