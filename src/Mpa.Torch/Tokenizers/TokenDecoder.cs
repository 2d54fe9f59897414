using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Mpa.Torch.Tokenizers;

/// <summary>"decoder" of a tokenizer.json over characters: makes one text of tokens.</summary>
/// <param name="steps">In order; each takes and gives tokens.</param>
internal sealed class TokenDecoder(IReadOnlyList<Func<List<string>, List<string>>> steps)
{
    /// <summary>The text of tokens.</summary>
    public string Decode(IEnumerable<string> tokens) =>
        string.Concat(steps.Aggregate(tokens.ToList(), (current, step) => step(current)));

    /// <summary>Reads Replace, ByteFallback, Fuse, Strip, Metaspace and Sequences of them.</summary>
    /// <exception cref="MpaException">It is missing, or a part is of another kind.</exception>
    public static TokenDecoder Read(TokenizerNode root) =>
        new([.. root.Required("decoder").Parts("decoders").Select(ReadStep)]);

    private static Func<List<string>, List<string>> ReadStep(TokenizerNode node)
    {
        switch (node.Type)
        {
            case "Replace":
                Func<string, string> replace = TextNormalizer.ReadReplace(node);
                return tokens => tokens.ConvertAll(token => replace(token));
            case "ByteFallback":
                return JoinBytes;
            case "Fuse":
                return tokens => [string.Concat(tokens)];
            case "Strip":
                return ReadStrip(node);
            case "Metaspace":
                return ReadMetaspace(node);
            default:
                throw node.Unsupported($"of type {node.Type}");
        }
    }

    private static Func<List<string>, List<string>> ReadStrip(TokenizerNode node)
    {
        char content = MetaspaceStep.ReadCharacter(node.Required("content"));
        (int start, int stop) = (node.Required("start").AsId(), node.Required("stop").AsId());
        return tokens => tokens.ConvertAll(token =>
        {
            int leading = token.TakeWhile(letter => letter == content).Take(start).Count();
            int trailing = token.Skip(leading).Reverse().TakeWhile(letter => letter == content).Take(stop).Count();
            return token[leading..^trailing];
        });
    }

    private static Func<List<string>, List<string>> ReadMetaspace(TokenizerNode node)
    {
        MetaspaceStep step = MetaspaceStep.Read(node);
        string mark = step.Replacement.ToString();
        return tokens =>
        [
            .. tokens.Select((token, index) => token.Replace(
                mark, index == 0 && step.Prepend != PrependScheme.Never ? "" : " ", StringComparison.Ordinal)),
        ];
    }

    /// <summary>
    /// A run of byte tokens ("&lt;0xE2&gt;") becomes its text, or one U+FFFD a byte if it is no UTF-8.
    /// </summary>
    private static List<string> JoinBytes(List<string> tokens)
    {
        List<string> joined = [];
        List<byte> bytes = [];
        foreach (string token in tokens)
        {
            if (ByteToken.TryRead(token, out byte value))
            {
                bytes.Add(value);
                continue;
            }

            Flush();
            joined.Add(token);
        }

        Flush();
        return joined;

        void Flush()
        {
            byte[] run = [.. bytes];
            bytes.Clear();
            joined.Add(Utf8.IsValid(run)
                ? Encoding.UTF8.GetString(run)
                : new string('\uFFFD', run.Length));
        }
    }
}

/// <summary>The tokens that stand for bytes: "&lt;0x00&gt;" to "&lt;0xFF&gt;".</summary>
internal static class ByteToken
{
    /// <summary>How the token of a byte is spelled.</summary>
    public static string Of(byte value) => $"<0x{value:X2}>";

    /// <summary>The byte that a token stands for; false if it stands for none.</summary>
    public static bool TryRead(string token, out byte value)
    {
        value = 0;
        return token.Length == 6
            && token.StartsWith("<0x", StringComparison.Ordinal)
            && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, null, out value);
    }
}
