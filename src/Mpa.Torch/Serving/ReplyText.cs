namespace Mpa.Torch.Serving;

/// <summary>
/// Tells a growing text piece by piece, so that the pieces joined are the finished text without white space around it. What may
/// still change is held back: the beginning of a stop text, half a letter, white space that may turn out to be the last.
/// </summary>
/// <param name="stops">Stop texts of the reply.</param>
internal sealed class ReplyText(IReadOnlyList<string> stops)
{
    // What a decoder writes for bytes that are no letter yet.
    private const char HalfLetter = '\uFFFD';

    private int _told;

    /// <summary>What has become certain since the last call.</summary>
    /// <param name="text">The reply so far, cut at its stop text.</param>
    /// <param name="done">Nothing follows.</param>
    public string Next(string text, bool done)
    {
        int start = text.Length - text.TrimStart().Length;
        int end = done ? text.TrimEnd().Length : text.AsSpan(0, text.Length - HeldBack(text)).TrimEnd().Length;
        int from = Math.Max(_told, start);
        if (end <= from)
        {
            return "";
        }

        _told = end;
        return text[from..end];
    }

    private int HeldBack(string text)
    {
        int half = text.Length - text.AsSpan().TrimEnd(HalfLetter).Length;
        return stops.Select(stop => Beginning(text, stop)).Append(half).Max();
    }

    /// <summary>Characters at the end of the text that a stop text begins with.</summary>
    private static int Beginning(string text, string stop)
    {
        int most = Math.Min(text.Length, stop.Length - 1);
        return Enumerable.Range(0, most).Select(i => most - i).FirstOrDefault(length => text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)));
    }
}
