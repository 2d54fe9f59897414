using System.Buffers.Binary;

namespace Mpa.Tasks;

/// <summary>
/// Which kind of question is asked for. The kinds of a task stand in one cycle, each as often as its weight and as
/// evenly spread as can be; an image begins at a place that its bytes choose, and goes on from there. So the pairs of
/// one image differ in kind, all images together have the weights' shares, and a picture more or less in the folder
/// changes nothing about the others.
/// </summary>
internal sealed class KindMix
{
    private readonly AskPrompt[] _cycle;

    /// <summary>The cycle of a task.</summary>
    public KindMix(IReadOnlyList<AskPrompt> asks) => _cycle = [.. Spread(asks)];

    /// <summary>What is asked for in the so-many-th request about an image.</summary>
    /// <param name="imageSha256">Of the image's bytes, hexadecimal.</param>
    /// <param name="number">From 0.</param>
    public AskPrompt At(string imageSha256, int number) => _cycle.Length == 1
        ? _cycle[0]
        : _cycle[(int)((Start(imageSha256) + (ulong)number) % (ulong)_cycle.Length)];

    private static ulong Start(string sha256) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Convert.FromHexString(sha256.AsSpan(0, 2 * sizeof(ulong))));

    /// <summary>At each place the kind that is furthest behind its share (smooth weighted round robin).</summary>
    private static IEnumerable<AskPrompt> Spread(IReadOnlyList<AskPrompt> asks)
    {
        int total = asks.Sum(ask => ask.Weight);
        int[] behind = new int[asks.Count];
        for (int place = 0; place < total; place++)
        {
            for (int kind = 0; kind < behind.Length; kind++)
            {
                behind[kind] += asks[kind].Weight;
            }

            int next = Array.IndexOf(behind, behind.Max());
            behind[next] -= total;
            yield return asks[next];
        }
    }
}
