using System.Globalization;

namespace Mpa.Torch.Tokenizers;

/// <summary>The canonical decompositions and combining classes of Unicode, read from CanonicalComposition.txt beside this file.</summary>
internal sealed class CanonicalTable
{
    private static readonly Lazy<CanonicalTable> Shared = new(Read);

    private readonly Dictionary<int, int[]> _decompositions = [];

    private readonly Dictionary<(int First, int Second), int> _compositions = [];

    private readonly Dictionary<int, byte> _classes = [];

    /// <summary>The one table, read on first use.</summary>
    public static CanonicalTable Instance => Shared.Value;

    /// <summary>The combining class of a character: 0 for those that start a sequence.</summary>
    public byte Class(int character) => _classes.GetValueOrDefault(character);

    /// <summary>One step of decomposition; null if the character has none.</summary>
    public int[]? Decompose(int character) => _decompositions.GetValueOrDefault(character);

    /// <summary>The character that two compose to; null if they don't.</summary>
    public int? Compose(int first, int second) => _compositions.TryGetValue((first, second), out int composed) ? composed : null;

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

        return table;
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
