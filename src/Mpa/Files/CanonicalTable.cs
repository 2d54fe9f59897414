using System.Buffers;
using System.Globalization;

namespace Mpa.Files;

/// <summary>
/// The canonical decompositions and combining classes of Unicode, read from CanonicalComposition.txt beside this file.
/// </summary>
internal sealed class CanonicalTable
{
    private static readonly Lazy<CanonicalTable> Shared = new(Read);

    private readonly Dictionary<int, int[]> _decompositions = [];

    private readonly Dictionary<(int First, int Second), int> _compositions = [];

    private readonly Dictionary<int, byte> _classes = [];

    /// <summary>The one table, read on first use.</summary>
    public static CanonicalTable Instance => Shared.Value;

    /// <summary>
    /// UTF-16 units that may change in form C; text without any is in form C already. All surrogates count as such.
    /// </summary>
    public SearchValues<char> Unsettled { get; private set; } = SearchValues.Create(string.Empty);

    /// <summary>The combining class of a character: 0 for those that start a sequence.</summary>
    public byte Class(int character) => _classes.GetValueOrDefault(character);

    /// <summary>One step of decomposition; null if the character has none.</summary>
    public int[]? Decompose(int character) => _decompositions.GetValueOrDefault(character);

    /// <summary>The character that two compose to; null if they don't.</summary>
    public int? Compose(int first, int second) =>
        _compositions.TryGetValue((first, second), out int composed) ? composed : null;

    private static CanonicalTable Read()
    {
        CanonicalTable table = new();
        using Stream stream = typeof(CanonicalTable).Assembly.GetManifestResourceStream("CanonicalComposition.txt")!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '@')
            {
                table.AddClass(line);
            }
            else if (line[0] != '#')
            {
                table.AddDecomposition(line);
            }
        }

        table.Unsettled = SearchValues.Create(table.FindUnsettled());
        return table;
    }

    private char[] FindUnsettled()
    {
        const char FirstVowel = '\u1161', LastTrail = '\u11C2';
        HashSet<int> units = [.. _classes.Keys, .. _compositions.Keys.Select(pair => pair.Second)];
        units.UnionWith(_decompositions.Keys.Except(_compositions.Values));
        units.UnionWith(Enumerable.Range(FirstVowel, LastTrail - FirstVowel + 1));
        units.UnionWith(Enumerable.Range(0xD800, 0xE000 - 0xD800));
        return [.. units.Where(unit => unit <= char.MaxValue).Select(unit => (char)unit)];
    }

    private void AddDecomposition(string line)
    {
        string[] sides = line.Split('=');
        int composed = Hex(sides[0]);
        int[] parts = [.. sides[1].TrimStart('!').Split(' ').Select(Hex)];
        _decompositions[composed] = parts;
        if (sides[1][0] != '!')
        {
            _compositions[(parts[0], parts[1])] = composed;
        }
    }

    private void AddClass(string line)
    {
        string[] sides = line[1..].Split(": ");
        foreach (string range in sides[1].Split(' '))
        {
            int[] ends = [.. range.Split('-').Select(Hex)];
            for (int character = ends[0]; character <= ends[^1]; character++)
            {
                _classes[character] = byte.Parse(sides[0], CultureInfo.InvariantCulture);
            }
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
