using System.Runtime.InteropServices;
using System.Text;

namespace Mpa.Files;

/// <summary>
/// Unicode normalization form C (UAX #15). <see cref="string.Normalize()"/> leaves text as it is when the program runs
/// with InvariantGlobalization, as this one does to need no ICU library.
/// </summary>
public static class CanonicalComposition
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;

    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28;

    private const int HangulCount = LeadCount * VowelCount * TrailCount;

    /// <summary>The text in form C. Lone surrogates become U+FFFD.</summary>
    public static string Normalize(string text)
    {
        ReadOnlySpan<char> units = text;
        if (!units.ContainsAnyExceptInRange('\0', '\u02FF') || !units.ContainsAny(CanonicalTable.Instance.Unsettled))
        {
            return text;
        }

        List<int> characters = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, characters);
        }

        Order(characters);
        return Text(Compose(characters));
    }

    private static void Decompose(int character, List<int> into)
    {
        int syllable = character - HangulBase;
        if (syllable is >= 0 and < HangulCount)
        {
            into.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            into.Add(VowelBase + (syllable / TrailCount % VowelCount));
            if (syllable % TrailCount > 0)
            {
                into.Add(TrailBase + (syllable % TrailCount));
            }
        }
        else if (CanonicalTable.Instance.Decompose(character) is { } parts)
        {
            Array.ForEach(parts, part => Decompose(part, into));
        }
        else
        {
            into.Add(character);
        }
    }

    /// <summary>Sorts each run of combining marks by class, keeping the order of equals.</summary>
    private static void Order(List<int> characters)
    {
        for (int start = 0; start < characters.Count; start++)
        {
            int end = start;
            while (end < characters.Count && CanonicalTable.Instance.Class(characters[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] sorted = [.. characters.Skip(start).Take(end - start).OrderBy(CanonicalTable.Instance.Class)];
                sorted.CopyTo(CollectionsMarshal.AsSpan(characters)[start..]);
            }

            start = end;
        }
    }

    private static List<int> Compose(List<int> characters)
    {
        List<int> composed = new(characters.Count);
        int starter = -1;
        int lastClass = -1;
        foreach (int character in characters)
        {
            int combining = CanonicalTable.Instance.Class(character);
            if (starter >= 0 && lastClass < combining && Pair(composed[starter], character) is { } joined)
            {
                composed[starter] = joined;
                continue;
            }

            starter = combining == 0 ? composed.Count : starter;
            lastClass = combining == 0 ? -1 : combining;
            composed.Add(character);
        }

        return composed;
    }

    private static int? Pair(int first, int second)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return HangulBase + (((lead * VowelCount) + vowel) * TrailCount);
        }

        int syllable = first - HangulBase;
        int trail = second - TrailBase;
        return syllable is >= 0 and < HangulCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount
            ? first + trail
            : CanonicalTable.Instance.Compose(first, second);
    }

    private static string Text(List<int> characters)
    {
        StringBuilder text = new(characters.Count);
        characters.ForEach(character => text.Append(new Rune(character)));
        return text.ToString();
    }
}
