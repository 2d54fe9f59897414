using System.Globalization;
using System.Text;
using Mpa.Files;

namespace Mpa.Tasks;

/// <summary>Texts of any language in one way of writing, so that they can be compared.</summary>
internal static class LanguageText
{
    private static readonly Lazy<Dictionary<int, string>> Forms = new(Read);

    /// <summary>
    /// Unicode's form KC (full-width letters, ligatures and half-width kana as their plain ones; the program runs
    /// without ICU, so the table is its own), with every language's quotation marks, apostrophes, commas and full stops
    /// as ours.
    /// </summary>
    public static string Plain(string text)
    {
        StringBuilder plain = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            plain.Append(Mark(rune.Value) ?? Forms.Value.GetValueOrDefault(rune.Value) ?? rune.ToString());
        }

        return CanonicalComposition.Normalize(plain.ToString());
    }

    private static string? Mark(int letter) => letter switch
    {
        '“' or '”' or '„' or '«' or '»' or '「' or '」' or '『' or '』' or '《' or '》' => "\"",
        '‘' or '’' or '‚' or '‹' or '›' => "'",
        '。' or '।' or '۔' => ".",
        '、' or '،' => ",",
        '؟' => "?",
        _ => null,
    };

    private static Dictionary<int, string> Read()
    {
        using Stream stream = typeof(LanguageText).Assembly.GetManifestResourceStream("CompatibilityForms.txt")!;
        using StreamReader reader = new(stream);
        Dictionary<int, string> forms = [];
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#')
            {
                string[] parts = line.Split('=');
                forms.Add(Hex(parts[0]), string.Concat(parts[1].Split(' ').Select(Hex).Select(char.ConvertFromUtf32)));
            }
        }

        return forms;
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
