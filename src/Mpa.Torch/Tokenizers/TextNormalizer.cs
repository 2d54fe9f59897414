using Mpa.Files;

namespace Mpa.Torch.Tokenizers;

/// <summary>"normalizer" of a tokenizer.json: what is done to a text before it is cut into words.</summary>
/// <param name="steps">In order; each takes the text and whether it goes on from a text before.</param>
internal sealed class TextNormalizer(IReadOnlyList<Func<string, bool, string>> steps)
{
    // Steps may not lengthen a text but for a mark before it, so a few of them are bound enough.
    private const int LongestMark = 8;

    /// <summary>The text as the words are cut from it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="continues">It goes on from a text before it: nothing is put before it.</param>
    public string Apply(string text, bool continues) =>
        steps.Aggregate(text, (current, step) => step(current, continues));

    /// <summary>Reads NFC, Prepend, Replace and Sequences of them; null is none.</summary>
    /// <exception cref="MpaException">A part is of another kind.</exception>
    public static TextNormalizer Read(TokenizerNode node) => new([.. node.Parts("normalizers").Select(ReadStep)]);

    /// <summary>Reads a Replace of one text by another that is no longer.</summary>
    public static Func<string, string> ReadReplace(TokenizerNode node)
    {
        TokenizerNode pattern = node.Required("pattern").Required("String");
        (string from, string to) = (pattern.AsText(), node.Required("content").AsText());
        return from.Length > 0 && to.Length <= from.Length
            ? text => text.Replace(from, to, StringComparison.Ordinal)
            : throw node.Unsupported("a Replace that lengthens the text");
    }

    private static Func<string, bool, string> ReadStep(TokenizerNode node)
    {
        switch (node.Type)
        {
            case "NFC":
                return (text, _) => CanonicalComposition.Normalize(text);
            case "Replace":
                Func<string, string> replace = ReadReplace(node);
                return (text, _) => replace(text);
            case "Prepend":
                string mark = node.Required("prepend").AsText();
                return mark.Length <= LongestMark
                    ? (text, continues) => continues || text.Length == 0 ? text : mark + text
                    : throw node.Unsupported($"a mark of {mark.Length:N0} characters");
            default:
                throw node.Unsupported($"of type {node.Type}");
        }
    }
}
